// Runs BullMQ's no-op jobs; a mark is the same append as in marks.py.
import { closeSync, existsSync, openSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { NAME, connection } from "./bullmq_connection.mjs";

const { Worker } = createRequire(process.env.BENCH_NODE)("bullmq");
const { BENCH_MARKS: marks, BENCH_WORKER: worker, BENCH_WORKERS: workers } = process.env;
const file = openSync(marks, "a");
let gathered;

async function gather() {
  closeSync(openSync(`${marks}.${worker}`, "w"));
  while (!Array.from({ length: Number(workers) }).every((_, number) => existsSync(`${marks}.${number}`))) {
    await new Promise((resume) => setTimeout(resume, 1));
  }
}

async function noop() {
  await (gathered ??= gather());
  const mark = Buffer.alloc(16);
  mark.writeBigUInt64LE(process.hrtime.bigint(), 0);
  mark.writeBigUInt64LE(BigInt(worker), 8);
  writeSync(file, mark);
}

new Worker(NAME, noop, { connection, concurrency: Number(process.argv[2]) });
