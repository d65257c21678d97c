// The queue of the measured jobs in BullMQ, on the server of the run.
const url = new URL(process.env.REDIS_URL);

export const NAME = "bench";
export const connection = { path: url.pathname, db: Number(url.searchParams.get("db")), maxRetriesPerRequest: null };
