-- Forget a job wherever it is kept, unless somebody runs it. Of one that the ledger follows a tombstone stays, which says how it ended:
-- until that is noted, the job is open there, and would be taken for lost and sent again.
-- ARGV: prefix, queue, id, '1' if the ledger has noted the end of a job that has ended.
-- Returns 'changed', 'missing', or 'started'.
local prefix, queue, id, is_noted = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1'
local job = prefix .. ':job:' .. id
local ENDED = {failed = true, finished = true, canceled = true, stopped = true}
local origin, status, held, unique, name, attempts, ended_at, recorded, tombstone

if redis.call('TYPE', job).ok == 'hash' then
  origin, status, held, unique, name, attempts, ended_at, recorded, tombstone = unpack(redis.call('HMGET', job,
    'origin', 'status', 'held', 'unique', 'description', 'attempts', 'ended_at', 'recorded', 'deleted'))
end
if tombstone and not is_noted or origin and origin ~= queue then
  return 'missing'
end
if status == 'started' then
  return 'started'
end

-- One that ended was to be kept for so long that it would be noted.
local seconds = UNRECORDED_IS_KEPT
if ENDED[status] then
  local left = redis.call('TTL', job)
  seconds = is_noted and 0 or left > 0 and math.min(left, seconds) or seconds
end

local removed = ENDED[status] and 0 or lines().leave(prefix, queue, id, held)
for _, registry in ipairs({'failed', 'finished', 'canceled', 'scheduled', 'deferred'}) do
  removed = removed + redis.call('ZREM', prefix .. ':' .. registry .. ':' .. queue, id)
end
if unique then
  aftermath().free_key(prefix, unique, id)
end
removed = removed + redis.call('HDEL', prefix .. ':dead_letters', id)
removed = removed
  + redis.call('DEL', job, job .. ':dependents', job .. ':dependencies', prefix .. ':results:' .. id, prefix .. ':logs:' .. id)
if status and recorded and seconds > 0 then
  try('HSET', job, 'deleted', 1, 'origin', queue, 'description', name or '', 'attempts', count(attempts),
    'status', ENDED[status] and status or 'canceled', 'note', ENDED[status] and '' or 'deleted')
  if ENDED[status] and ended_at then
    try('HSET', job, 'ended_at', ended_at)
  end
  try('EXPIRE', job, seconds)
end
if status and not ENDED[status] then
  tell(prefix, 'cancelled', id, name, queue, count(attempts), 'deleted')
end
return removed > 0 and 'changed' or 'missing'
