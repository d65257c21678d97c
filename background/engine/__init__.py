"""Declare, produce, run, decide: what a job is, without a word about Redis."""
