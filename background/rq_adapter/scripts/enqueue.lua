-- Accept a job once: its hash, and its place in the queue or among the delayed.
-- ARGV: prefix, id, queue, priority, due (Unix seconds), then the fields of the hash in pairs.
local prefix, id, queue, priority, due = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local job = prefix .. ':job:' .. id
if redis.call('EXISTS', job) == 1 then
  return 0
end
redis.call('HSET', job, unpack(ARGV, 6))
if due > seconds_now() then
  redis.call('HSET', job, 'status', 'scheduled')
  redis.call('SADD', prefix .. ':queues', prefix .. ':queue:' .. queue)
  redis.call('ZADD', prefix .. ':scheduled:' .. queue, due, id)
  ring(prefix, queue)
else
  redis.call('HSET', job, 'status', 'queued')
  place(prefix, queue, id, priority, false)
end
return 1
