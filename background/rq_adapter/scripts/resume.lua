-- Let the jobs of a paused queue run again, and wake somebody to do so.
-- ARGV: prefix, queue.
-- Returns 1, or 0 when it was not paused.
local prefix, queue = ARGV[1], ARGV[2]
local was_paused = redis.call('HDEL', prefix .. ':paused', queue)
lines().ring(prefix, queue)
return was_paused
