-- Record how an attempt ended, if the lease is still this worker's: whoever lost it changes nothing.
-- ARGV: prefix, worker, id, execution, queue, verdict (finished | retry | failed), end time (ISO 8601),
--       began and ended (Unix seconds), outcome field and its value (base64), seconds (to keep, or to wait), dead letter (JSON).
-- Returns 1, or 0 when the lease was lost.
local prefix, worker, id, execution, queue, verdict = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local ended_at, began, ended, field, value, seconds, letter = ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11], tonumber(ARGV[12]), ARGV[13]
local SUCCESSFUL, FAILED = 1, 2 -- rq.results.Result.Type
local entry, job, results = id .. ':' .. execution, prefix .. ':job:' .. id, prefix .. ':results:' .. id

if redis.call('ZREM', prefix .. ':wip:' .. queue, entry) == 0 then
  return 0
end
redis.call('DEL', prefix .. ':execution:' .. entry, prefix .. ':executions:' .. id)
redis.call('SREM', prefix .. ':worker:' .. worker .. ':executions', entry)
redis.call('HSET', prefix .. ':worker:' .. worker, 'state', 'idle')
redis.call('HINCRBY', prefix .. ':worker:' .. worker, verdict == 'finished' and 'successful_job_count' or 'failed_job_count', 1)
redis.call('HINCRBYFLOAT', prefix .. ':worker:' .. worker, 'total_working_time', tostring(ended - began))

if verdict == 'failed' then
  redis.call('HSET', prefix .. ':dead_letters', id, letter)
end
if redis.call('TYPE', job).ok ~= 'hash' then
  return 1 -- deleted while it ran: there is nothing left to write to
end

local now = seconds_now()
local function keep(registry)
  redis.call('ZADD', prefix .. ':' .. registry .. ':' .. queue, now + seconds, id)
  redis.call('EXPIRE', job, seconds)
  redis.call('EXPIRE', results, seconds)
end

redis.call('XADD', results, 'MAXLEN', 10, '*', 'type', verdict == 'finished' and SUCCESSFUL or FAILED, 'worker_name', worker,
  'execution_id', execution, 'execution_started_at', began, 'execution_ended_at', ended, field, value)
redis.call('HSET', job, 'ended_at', ended_at, 'last_heartbeat', ended_at)
if verdict == 'retry' then
  redis.call('HSET', job, 'status', 'scheduled')
  redis.call('ZADD', prefix .. ':scheduled:' .. queue, now + seconds, id)
  ring(prefix, queue)
else
  redis.call('HSET', job, 'status', verdict)
  keep(verdict)
end
return 1
