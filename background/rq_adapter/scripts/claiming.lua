-- Shared part: take the next job of some queues and make it a worker's, with no moment in which it is nobody's.

local POPS_A_CLAIM = 1000
local PROMOTED_A_CLAIM = 100

-- A queue whose keys are not of RQ's kinds is left alone: its jobs would be popped and could not be leased.
local function is_sound(prefix, queue)
  return is_kind(prefix .. ':queue:' .. queue, 'list') and is_kind(prefix .. ':prioritised:' .. queue, 'zset')
    and is_kind(prefix .. ':scheduled:' .. queue, 'zset') and is_kind(prefix .. ':wip:' .. queue, 'zset')
end

-- Delayed jobs whose time has come go in line. Answers when the next one is due.
local function promote(prefix, queue, now)
  local scheduled = prefix .. ':scheduled:' .. queue
  local first = redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')
  if not first[1] or tonumber(first[2]) > now then
    return tonumber(first[2])
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', scheduled, '-inf', now, 'LIMIT', 0, PROMOTED_A_CLAIM)) do
    local job = prefix .. ':job:' .. id
    if is_id(id) and redis.call('TYPE', job).ok == 'hash' then
      place(prefix, queue, id, priority_of(job), false)
      redis.call('HSET', job, 'status', 'queued')
    else
      put_aside(prefix, id, now)
    end
    redis.call('ZREM', scheduled, id)
  end
  return tonumber(redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')[2])
end

local function pop(prefix, queue)
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

local NOT_WAITING = {finished = true, failed = true, stopped = true, canceled = true, started = true, scheduled = true}

local function is_runnable(prefix, id, now)
  local job = prefix .. ':job:' .. id
  local status = is_id(id) and redis.call('TYPE', job).ok == 'hash' and redis.call('HGET', job, 'status')
  if status == 'queued' then
    return true
  end
  if not NOT_WAITING[status] then
    put_aside(prefix, id, now)
  end
  return false
end

local function lease_out(prefix, id, queue, worker, execution, lease, started_at, now)
  local job, entry, executions = prefix .. ':job:' .. id, id .. ':' .. execution, prefix .. ':worker:' .. worker .. ':executions'
  redis.call('ZADD', prefix .. ':wip:' .. queue, now + lease, entry)
  redis.call('HSET', job, 'status', 'started', 'started_at', started_at, 'last_heartbeat', started_at,
    'worker_name', worker, 'execution', execution, 'attempts', count_of(job, 'attempts') + 1)
  redis.call('PERSIST', job)
  try('HSET', prefix .. ':execution:' .. entry,
    'id', execution, 'job_id', id, 'created_at', now, 'last_heartbeat', now, 'worker_name', worker)
  try('EXPIRE', prefix .. ':execution:' .. entry, lease * 4)
  try('ZADD', prefix .. ':executions:' .. id, now + lease * 4, execution)
  try('EXPIRE', prefix .. ':executions:' .. id, lease * 4)
  try('SADD', executions, entry)
  try('EXPIRE', executions, lease * 4)
  return {id, queue, redis.call('HGETALL', job)}
end

-- `queues` is where the names begin in ARGV.
-- Answers {id, queue, the hash in pairs}, or {false, seconds until it is worth asking again or ''}.
local function claim(prefix, worker, execution, lease, started_at, queues)
  if redis.call('EXISTS', prefix .. ':suspended') == 1 then
    return {false, ''}
  end
  local now, next_due, pops = seconds_now(), nil, 0
  for position = queues, #ARGV do
    local queue = ARGV[position]
    if is_sound(prefix, queue) then
      local due = promote(prefix, queue, now)
      next_due = due and math.min(due, next_due or due) or next_due
      local id = pop(prefix, queue)
      while id do
        if is_runnable(prefix, id, now) then
          return lease_out(prefix, id, queue, worker, execution, tonumber(lease), started_at, now)
        end
        pops = pops + 1
        if pops >= POPS_A_CLAIM then
          return {false, '0'}
        end
        id = pop(prefix, queue)
      end
    end
  end
  return {false, next_due and tostring(next_due - now) or ''}
end
