-- A sign of life: this worker still has these jobs. A lease that was taken away is not brought back.
-- ARGV: prefix, worker, lease in seconds, time (ISO 8601), seconds to remember the worker, then pairs of queue and registry entry.
local prefix, worker, lease, iso, remember = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local now = seconds_now()
redis.call('HSET', prefix .. ':worker:' .. worker, 'last_heartbeat', iso)
redis.call('EXPIRE', prefix .. ':worker:' .. worker, remember)
redis.call('EXPIRE', prefix .. ':worker:' .. worker .. ':executions', remember)
local kept = 0
for position = 6, #ARGV, 2 do
  local queue, entry = ARGV[position], ARGV[position + 1]
  if redis.call('ZSCORE', prefix .. ':wip:' .. queue, entry) then
    local id, execution = string.match(entry, '^(.*):([^:]*)$')
    redis.call('ZADD', prefix .. ':wip:' .. queue, now + lease, entry)
    redis.call('HSET', prefix .. ':execution:' .. entry, 'last_heartbeat', now)
    redis.call('EXPIRE', prefix .. ':execution:' .. entry, lease * 4)
    redis.call('ZADD', prefix .. ':executions:' .. id, now + lease * 4, execution)
    redis.call('EXPIRE', prefix .. ':executions:' .. id, lease * 4)
    kept = kept + 1
  end
end
return kept
