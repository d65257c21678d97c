-- Take the next job of these queues and make it this worker's, in one step: there is no moment when it is nobody's.
-- ARGV: prefix, worker, execution id, lease in seconds, start time (ISO 8601, for people), then the queues in order.
-- Returns {id, queue, the hash in pairs}, or {false, seconds until a delayed job is due or ''}.
local prefix, worker, execution, lease, started_at = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5]
local now = seconds_now()

local function promote(queue)
  local scheduled = prefix .. ':scheduled:' .. queue
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', scheduled, '-inf', now, 'LIMIT', 0, 100)) do
    redis.call('ZREM', scheduled, id)
    local job = prefix .. ':job:' .. id
    if redis.call('TYPE', job).ok == 'hash' then
      redis.call('HSET', job, 'status', 'queued')
      place(prefix, queue, id, tonumber(redis.call('HGET', job, 'priority')) or 0, false)
    else
      redis.call('ZADD', prefix .. ':quarantine', now, id)
    end
  end
  return redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')[2]
end

local function pop(queue)
  local prioritised = prefix .. ':prioritised:' .. queue
  local head = redis.call('ZRANGE', prioritised, 0, 0, 'WITHSCORES')
  if head[1] and tonumber(head[2]) < 0 then
    redis.call('ZREM', prioritised, head[1])
    return head[1]
  end
  local id = redis.call('LPOP', prefix .. ':queue:' .. queue)
  if not id and head[1] then
    redis.call('ZREM', prioritised, head[1])
    id = head[1]
  end
  return id
end

local FINISHED_WITH = {finished = true, failed = true, stopped = true, canceled = true, started = true, scheduled = true}

local function is_runnable(id)
  local job = prefix .. ':job:' .. id
  local status = is_id(id) and redis.call('TYPE', job).ok == 'hash' and redis.call('HGET', job, 'status')
  if status == 'queued' then
    return true
  end
  if not FINISHED_WITH[status] then
    redis.call('ZADD', prefix .. ':quarantine', now, id)
  end
  return false
end

local function lease_out(id, queue)
  local job, entry = prefix .. ':job:' .. id, id .. ':' .. execution
  local attempts = (tonumber(redis.call('HGET', job, 'attempts')) or 0) + 1
  redis.call('ZADD', prefix .. ':wip:' .. queue, now + lease, entry)
  redis.call('HSET', prefix .. ':execution:' .. entry,
    'id', execution, 'job_id', id, 'created_at', now, 'last_heartbeat', now, 'worker_name', worker)
  redis.call('EXPIRE', prefix .. ':execution:' .. entry, lease * 4)
  redis.call('ZADD', prefix .. ':executions:' .. id, now + lease * 4, execution)
  redis.call('EXPIRE', prefix .. ':executions:' .. id, lease * 4)
  redis.call('SADD', prefix .. ':worker:' .. worker .. ':executions', entry)
  redis.call('HSET', prefix .. ':worker:' .. worker, 'state', 'busy')
  redis.call('HSET', job, 'status', 'started', 'started_at', started_at, 'last_heartbeat', started_at,
    'worker_name', worker, 'attempts', attempts)
  redis.call('PERSIST', job)
  return {id, queue, redis.call('HGETALL', job)}
end

if redis.call('EXISTS', prefix .. ':suspended') == 1 then
  return {false, ''}
end
local next_due
for position = 6, #ARGV do
  local queue = ARGV[position]
  local due = tonumber(promote(queue))
  if due and (not next_due or due < next_due) then
    next_due = due
  end
  local id = pop(queue)
  while id do
    if is_runnable(id) then
      return lease_out(id, queue)
    end
    id = pop(queue)
  end
end
return {false, next_due and tostring(next_due - now) or ''}
