// Enqueues no-op jobs for BullMQ; it knows `fill` only, which is all that the measurement of peers asks for.
import { createRequire } from "node:module";
import { NAME, connection } from "./bullmq_connection.mjs";

const { Queue } = createRequire(process.env.BENCH_NODE)("bullmq");
const jobs = Number(process.argv[4]);
const queue = new Queue(NAME, { connection });
const began = performance.now();
for (let done = 0; done < jobs; done += 1000) {
  await queue.addBulk(Array.from({ length: Math.min(1000, jobs - done) }, () => ({ name: "noop", data: {} })));
}
console.log(JSON.stringify({ jobs, seconds: (performance.now() - began) / 1000 }));
await queue.close();
