-- Nobody wants this job any more: one that waits ends now, one that runs is asked to stop.
-- ARGV: prefix, id, reason, time (ISO 8601).
-- Returns {'cancelled', name, queue, attempts}, or 'asked', 'missing', or the status in which the job was left alone.
local prefix, id, reason, iso = unpack(ARGV)
local job = prefix .. ':job:' .. id
local WAITING = {queued = true, scheduled = true, deferred = true}

if redis.call('TYPE', job).ok ~= 'hash' then
  return 'missing'
end
local status, queue, held, worker = unpack(redis.call('HMGET', job, 'status', 'origin', 'held', 'worker_name'))
if status == 'started' and worker then
  redis.call('HSET', job, 'cancel', reason)
  redis.call('RPUSH', prefix .. ':post:' .. worker, id)
  redis.call('EXPIRE', prefix .. ':post:' .. worker, 60)
  return 'asked'
end
if not WAITING[status] or not queue then
  return status or 'unreadable'
end
aftermath().call_off(prefix, queue, id, reason, seconds_now())
redis.call('HSET', job, 'ended_at', iso)
lines().leave(prefix, queue, id, held)
return {'cancelled', redis.call('HGET', job, 'description') or '', queue, count_of(job, 'attempts')}
