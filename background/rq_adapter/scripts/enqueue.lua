-- Accept a job once: its hash, and its place in the queue or among the delayed.
-- ARGV: prefix, id, queue, priority, due (Unix seconds), name, then the fields of the hash in pairs.
-- Returns 1, or 0 when the id was accepted before.
local prefix, id, queue, priority, due, name = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local job = prefix .. ':job:' .. id
if redis.call('EXISTS', job) == 1 then
  return 0
end
local waits = due > seconds_now()
redis.call('HSET', job, 'status', waits and 'scheduled' or 'queued', 'description', name, unpack(ARGV, 7))
if waits then
  redis.call('ZADD', prefix .. ':scheduled:' .. queue, due, id)
  try('SADD', prefix .. ':queues', prefix .. ':queue:' .. queue)
  ring(prefix, queue)
else
  place(prefix, queue, id, priority, false)
end
tell(prefix, 'added', id, name, queue, 0, '', '', waits and due or '')
return 1
