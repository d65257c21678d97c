-- Shared part: record how an attempt ended, if the lease is still this worker's. Whoever lost it changes nothing.

local SUCCESSFUL, FAILED = 1, 2 -- rq.results.Result.Type

-- `verdict` is finished, retry or failed; `field` and `value` are the outcome as RQ keeps it; `seconds` to keep the job, or to wait.
-- Answers 1, or 0 when the lease was lost.
local function settle(prefix, worker, id, execution, queue, verdict, ended_at, began, ended, field, value, seconds, letter)
  local entry, job, results = id .. ':' .. execution, prefix .. ':job:' .. id, prefix .. ':results:' .. id
  local wip, now = prefix .. ':wip:' .. queue, seconds_now()
  if not redis.call('ZSCORE', wip, entry) then
    return 0
  end
  if redis.call('TYPE', job).ok == 'hash' then
    if verdict == 'retry' then
      redis.call('ZADD', prefix .. ':scheduled:' .. queue, now + tonumber(seconds), id)
      redis.call('HSET', job, 'status', 'scheduled', 'ended_at', ended_at, 'last_heartbeat', ended_at)
      ring(prefix, queue)
    else
      redis.call('HSET', job, 'status', verdict, 'ended_at', ended_at, 'last_heartbeat', ended_at)
      redis.call('EXPIRE', job, seconds)
      try('ZADD', prefix .. ':' .. verdict .. ':' .. queue, now + tonumber(seconds), id)
    end
    if verdict == 'failed' then
      try('HSET', prefix .. ':dead_letters', id, letter)
    end
    try('XADD', results, 'MAXLEN', 10, '*', 'type', verdict == 'finished' and SUCCESSFUL or FAILED, 'worker_name', worker,
      'execution_id', execution, 'execution_started_at', began, 'execution_ended_at', ended, field, value)
    if verdict ~= 'retry' then
      try('EXPIRE', results, seconds)
    end
  end
  end_execution(prefix, worker, id, execution)
  redis.call('ZREM', wip, entry)
  return 1
end
