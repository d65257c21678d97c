-- Shared part: record how an attempt ended, if the lease is still this worker's. Whoever lost it changes nothing.

local FAILED = 2 -- rq.results.Result.Type
local REGISTRY = {finished = true, failed = true, canceled = true}

-- It ends here. A success is kept in the hash, where RQ has a stream: one for a single entry would weigh 4 KB.
local function finish(job, verdict, ended_at, value, note)
  if verdict == 'finished' then
    redis.call('HSET', job, 'status', verdict, 'ended_at', ended_at, 'note', note, 'return_value', value)
  else
    redis.call('HSET', job, 'status', verdict, 'ended_at', ended_at, 'note', note)
  end
end

-- An attempt that failed is kept as RQ keeps it.
local function record_failure(prefix, worker, id, execution, began, ended, value)
  try('XADD', prefix .. ':results:' .. id, 'MAXLEN', 10, '*', 'type', FAILED, 'worker_name', worker,
    'execution_id', execution, 'execution_started_at', began, 'execution_ended_at', ended, 'exc_string', value)
end

-- It will run again: after so many seconds, or, when it is parked, after a deploy. Only a retry has used up an attempt.
local function set_off_again(prefix, queue, id, verdict, seconds, now)
  local job = prefix .. ':job:' .. id
  if verdict == 'parked' then
    redis.call('ZADD', prefix .. ':parked:' .. queue, now, id)
    try('ZADD', prefix .. ':deferred:' .. queue, now, id)
  else
    redis.call('ZADD', prefix .. ':scheduled:' .. queue, now + seconds, id)
  end
  redis.call('HSET', job, 'status', verdict == 'parked' and 'deferred' or 'scheduled')
  if verdict ~= 'retry' then
    redis.call('HSET', job, 'attempts', math.max(count_of(job, 'attempts') - 1, 0))
  end
  lines().ring(prefix, queue)
end

-- What an attempt's end means: `kind` is what follows it.
local function tell_end(prefix, queue, id, execution, name, attempt, kind, failure, note, due, memory)
  if failure ~= '' then
    tell(prefix, 'failed', id, name, queue, attempt, failure, execution, nil, memory)
  end
  if kind ~= '' then
    tell(prefix, kind, id, name, queue, attempt, note, execution, due, memory)
  end
end

-- `verdict` is finished, failed, canceled (RQ's registries), or retry, snooze, parked; `value` is the result as JSON or the
-- traceback as RQ keeps it; `seconds` to keep the job, or to wait.
-- Answers 1, 2 when it ends here because it was cancelled meanwhile, or 0 when the lease was lost.
local function settle(prefix, worker, id, execution, queue, verdict, ended_at, began, ended, value, seconds, letter,
    name, attempt, kind, failure, note, memory)
  local entry, job, wip, now = id .. ':' .. execution, prefix .. ':job:' .. id, prefix .. ':wip:' .. queue, seconds_now()
  if not redis.call('ZSCORE', wip, entry) then
    return 0
  end
  local known = try('HMGET', job, 'status', 'limit', 'unique', 'logged', 'cancel', 'renewed', 'recorded')
  local answer, due = 1, nil
  if known and known[1] then
    if known[5] and not REGISTRY[verdict] then
      tell_end(prefix, queue, id, execution, name, attempt, '', failure, note, nil, memory)
      redis.call('HSET', job, 'ended_at', ended_at)
      aftermath().call_off(prefix, queue, id, known[5], now)
      answer, kind, failure = 2, '', ''
    elseif REGISTRY[verdict] then
      finish(job, verdict, ended_at, value, note)
      aftermath().end_job(prefix, verdict, queue, id, tonumber(seconds), now, known[3], known[4], known[7])
    else
      redis.call('HSET', job, 'ended_at', ended_at, 'note', note)
      set_off_again(prefix, queue, id, verdict, tonumber(seconds), now)
      due = string.format('%.3f', now + tonumber(seconds))
    end
    if letter ~= '' then
      try('HSET', prefix .. ':dead_letters', id, letter)
    end
    if verdict ~= 'finished' and value ~= '' then
      record_failure(prefix, worker, id, execution, began, ended, value)
    end
    tell_end(prefix, queue, id, execution, name, attempt, kind, failure, note, due, memory)
  end
  aftermath().end_execution(prefix, worker, queue, id, execution, known and known[2], known and known[6])
  redis.call('ZREM', wip, entry)
  return answer
end
