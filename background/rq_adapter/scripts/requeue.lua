-- Let a job that has ended, or that waits for its time, start afresh and at once: first attempt, same priority.
-- ARGV: prefix, queue, id, time (ISO 8601).
-- Returns 'changed', 'missing', or the status in which the job was left alone.
local prefix, queue, id, iso = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local job = prefix .. ':job:' .. id
local RESTARTABLE = {failed = true, finished = true, canceled = true, scheduled = true}

if redis.call('TYPE', job).ok ~= 'hash' then
  return 'missing'
end
local origin, status = unpack(redis.call('HMGET', job, 'origin', 'status'))
if origin and origin ~= queue then
  return 'missing'
end
if not RESTARTABLE[status] then
  return status or 'unreadable'
end

-- Placed first: should a later key turn out to be of another kind, the job is not lost.
place(prefix, queue, id, priority_of(job), false)
redis.call('HSET', job, 'status', 'queued', 'enqueued_at', iso)
redis.call('HDEL', job, 'attempts', 'crashes', 'started_at', 'ended_at', 'last_heartbeat', 'worker_name', 'progress', 'step', 'execution')
redis.call('PERSIST', job)
redis.call('PERSIST', prefix .. ':results:' .. id)
for registry in pairs(RESTARTABLE) do
  redis.call('ZREM', prefix .. ':' .. registry .. ':' .. queue, id)
end
redis.call('HDEL', prefix .. ':dead_letters', id)
return 'changed'
