-- Forget a job wherever it is kept, unless somebody runs it.
-- ARGV: prefix, queue, id.
-- Returns 'changed', 'missing', or 'started'.
local prefix, queue, id = ARGV[1], ARGV[2], ARGV[3]
local job = prefix .. ':job:' .. id
local NOT_IN_LINE = {failed = true, finished = true, canceled = true, scheduled = true, stopped = true}
local origin, status

if redis.call('TYPE', job).ok == 'hash' then
  origin, status = unpack(redis.call('HMGET', job, 'origin', 'status'))
end
if origin and origin ~= queue then
  return 'missing'
end
if status == 'started' then
  return 'started'
end

local removed = 0
if not NOT_IN_LINE[status] then
  removed = redis.call('LREM', prefix .. ':queue:' .. queue, 1, id) + redis.call('ZREM', prefix .. ':prioritised:' .. queue, id)
end
for _, registry in ipairs({'failed', 'finished', 'canceled', 'scheduled', 'deferred'}) do
  removed = removed + redis.call('ZREM', prefix .. ':' .. registry .. ':' .. queue, id)
end
removed = removed + redis.call('HDEL', prefix .. ':dead_letters', id)
removed = removed + redis.call('DEL', job, job .. ':dependents', job .. ':dependencies', prefix .. ':results:' .. id)
return removed > 0 and 'changed' or 'missing'
