-- Let a job that waits for its time wait for another one.
-- ARGV: prefix, id, due (Unix seconds), its meta with that time in it.
-- Returns 'changed', or 'missing', 'deleted', or 'not_waiting'.
local prefix, id, due, meta = unpack(ARGV)
local job = prefix .. ':job:' .. id
if redis.call('TYPE', job).ok ~= 'hash' then
  return 'missing'
end
local status, queue, tombstone = unpack(redis.call('HMGET', job, 'status', 'origin', 'deleted'))
if tombstone then
  return 'deleted'
end
if status ~= 'scheduled' or not queue or count_of(job, 'attempts') > 0 then
  return 'not_waiting'
end
if not redis.call('ZSCORE', prefix .. ':scheduled:' .. queue, id) then
  return 'not_waiting'
end
redis.call('ZADD', prefix .. ':scheduled:' .. queue, due, id)
redis.call('HSET', job, 'meta', meta)
lines().ring(prefix, queue) -- whoever sleeps until the next job is due looks again
return 'changed'
