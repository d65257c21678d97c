-- A sign of life: this worker still has these jobs. A lease that was taken away is not brought back.
-- ARGV: prefix, worker, lease in seconds, time (ISO 8601), seconds to remember the worker, jobs that succeeded and failed since
--       the last time and the seconds they took, then triples of queue, registry entry and the time it began (Unix seconds).
-- Returns 1, or 0 when Redis does not know the worker (it was emptied).
local prefix, worker, lease, iso, remember = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local key, now = prefix .. ':worker:' .. worker, seconds_now()
local succeeded, failed, took = ARGV[6], ARGV[7], ARGV[8]
for position = 9, #ARGV, 3 do
  local queue, entry, began = ARGV[position], ARGV[position + 1], ARGV[position + 2]
  if try('ZADD', prefix .. ':wip:' .. queue, 'XX', 'CH', now + lease, entry) == 1 then
    local id, execution = string.match(entry, '^(.*):([^:]*)$')
    try('HSET', prefix .. ':execution:' .. entry,
      'id', execution, 'job_id', id, 'created_at', began, 'last_heartbeat', now, 'worker_name', worker)
    try('EXPIRE', prefix .. ':execution:' .. entry, lease * 4)
    try('ZADD', prefix .. ':executions:' .. id, now + lease * 4, execution)
    try('EXPIRE', prefix .. ':executions:' .. id, lease * 4)
    try('SADD', key .. ':executions', entry)
    try('HSET', prefix .. ':job:' .. id, 'renewed', execution)
  end
end
if try('HEXISTS', key, 'birth') ~= 1 then
  return 0
end
try('HSET', key, 'last_heartbeat', iso, 'state', #ARGV > 8 and 'busy' or 'idle')
try('HINCRBY', key, 'successful_job_count', succeeded)
try('HINCRBY', key, 'failed_job_count', failed)
try('HINCRBYFLOAT', key, 'total_working_time', took)
try('EXPIRE', key, remember)
try('EXPIRE', key .. ':executions', remember)
return 1
