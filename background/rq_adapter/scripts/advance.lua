-- Record how an attempt ended, and take the next job in the same step.
-- ARGV: those of settle.lua, then execution id, lease in seconds, start time (ISO 8601, for people), and the queues in order.
-- Returns {what settle answers, what claim answers}.
return {settle(unpack(ARGV, 1, 13)), claim(ARGV[1], ARGV[2], ARGV[14], ARGV[15], ARGV[16], 17)}
