-- A sign of life: this worker still has these jobs. A lease that was taken away is not brought back.
-- ARGV: prefix, worker, lease in seconds, time (ISO 8601), seconds to remember the worker, then pairs of queue and registry entry.
-- Returns 1, or 0 when Redis does not know the worker (it was emptied).
local prefix, worker, lease, iso, remember = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local key, now = prefix .. ':worker:' .. worker, seconds_now()
for position = 6, #ARGV, 2 do
  local queue, entry = ARGV[position], ARGV[position + 1]
  if try('ZADD', prefix .. ':wip:' .. queue, 'XX', 'CH', now + lease, entry) == 1 then
    local id, execution = string.match(entry, '^(.*):([^:]*)$')
    try('HSET', prefix .. ':execution:' .. entry, 'last_heartbeat', now)
    try('EXPIRE', prefix .. ':execution:' .. entry, lease * 4)
    try('ZADD', prefix .. ':executions:' .. id, now + lease * 4, execution)
    try('EXPIRE', prefix .. ':executions:' .. id, lease * 4)
  end
end
if try('HEXISTS', key, 'birth') ~= 1 then
  return 0
end
try('HSET', key, 'last_heartbeat', iso, 'state', #ARGV > 5 and 'busy' or 'idle')
try('EXPIRE', key, remember)
try('EXPIRE', key .. ':executions', remember)
return 1
