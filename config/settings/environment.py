"""The environment, read once for all settings."""

from config.env import read

ENV = read()
