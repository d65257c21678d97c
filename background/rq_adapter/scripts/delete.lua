-- Forget a job wherever it is kept, unless somebody runs it.
-- ARGV: prefix, queue, id.
-- Returns 'changed', 'missing', or 'started'.
local prefix, queue, id = ARGV[1], ARGV[2], ARGV[3]
local job = prefix .. ':job:' .. id
local ENDED = {failed = true, finished = true, canceled = true, stopped = true}
local origin, status, held, unique, name, attempts

if redis.call('TYPE', job).ok == 'hash' then
  origin, status, held, unique, name, attempts =
    unpack(redis.call('HMGET', job, 'origin', 'status', 'held', 'unique', 'description', 'attempts'))
end
if origin and origin ~= queue then
  return 'missing'
end
if status == 'started' then
  return 'started'
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
if status and not ENDED[status] then
  tell(prefix, 'cancelled', id, name, queue, count(attempts), 'deleted')
end
return removed > 0 and 'changed' or 'missing'
