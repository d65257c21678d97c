-- Record how an attempt ended, and take the next job in the same step.
-- ARGV: those of settle.lua, then execution id, lease in seconds, start time (ISO 8601, for people), limits (JSON), and the queues.
-- Returns {what settle answers, what claim answers}.
return {settle(unpack(ARGV, 1, 18)), claim(ARGV[1], ARGV[2], ARGV[19], ARGV[20], ARGV[21], ARGV[22], 23)}
