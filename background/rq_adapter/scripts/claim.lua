-- Take the next job.
-- ARGV: prefix, worker, execution id, lease in seconds, start time (ISO 8601, for people), limits (JSON), then the queues in order.
return claim(ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], 7)
