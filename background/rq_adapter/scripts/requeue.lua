-- Let a job that has ended, or that waits for its time, start afresh and at once: first attempt, same priority.
-- ARGV: prefix, queue, id, time (ISO 8601).
-- Returns {'changed', name}, or 'missing', or 'not_unique' when another job has its key, or the status in which the job was left alone.
local prefix, queue, id, iso = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local job = prefix .. ':job:' .. id
local RESTARTABLE = {failed = true, finished = true, canceled = true, scheduled = true, deferred = true}

if redis.call('TYPE', job).ok ~= 'hash' then
  return 'missing'
end
local origin, status, name, held, unique, tombstone = unpack(redis.call('HMGET', job, 'origin', 'status', 'description', 'held', 'unique', 'deleted'))
if tombstone or origin and origin ~= queue then
  return 'missing'
end
if not RESTARTABLE[status] then
  return status or 'unreadable'
end
if unique and status ~= 'scheduled' and status ~= 'deferred' then
  local other = uniqueness().holder_of(prefix, unique)
  if other and other ~= id then
    return 'not_unique'
  end
  redis.call('SET', prefix .. ':unique:' .. unique, id)
end

-- Placed first: should a later key turn out to be of another kind, the job is not lost.
lines().place(prefix, queue, id, false)
redis.call('HSET', job, 'status', 'queued', 'enqueued_at', iso, 'replayed_at', iso)
redis.call('HDEL', job, 'attempts', 'crashes', 'started_at', 'ended_at', 'last_heartbeat', 'worker_name', 'progress', 'step', 'execution',
  'return_value', 'note', 'held', 'turn', 'cancel')
redis.call('PERSIST', job)
redis.call('PERSIST', prefix .. ':results:' .. id)
redis.call('PERSIST', prefix .. ':logs:' .. id)
for registry in pairs(RESTARTABLE) do
  redis.call('ZREM', prefix .. ':' .. registry .. ':' .. queue, id)
end
redis.call('ZREM', prefix .. ':parked:' .. queue, id)
if held then
  redis.call('ZREM', prefix .. ':held:' .. held, id)
end
redis.call('HDEL', prefix .. ':dead_letters', id)
tell(prefix, 'added', id, name, queue, 0, 'replayed')
return {'changed', name or ''}
