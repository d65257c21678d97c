-- Shared part: take the next job of some queues and make it a worker's, with no moment in which it is nobody's.

local POPS_A_CLAIM = 1000
local PROMOTED_A_CLAIM = 100

local WANTED = {'data', 'meta', 'created_at', 'description', 'crashes'} -- besides the number of the attempt

-- Delayed jobs whose time has come go in line. Answers when the next one is due.
local function promote(prefix, queue, now)
  local scheduled = prefix .. ':scheduled:' .. queue
  local first = try('ZRANGE', scheduled, 0, 0, 'WITHSCORES') or {}
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
  local head = try('ZRANGE', prioritised, 0, 0, 'WITHSCORES') or {}
  if head[1] and tonumber(head[2]) < 0 then
    redis.call('ZREM', prioritised, head[1])
    return head[1]
  end
  local id = try('LPOP', prefix .. ':queue:' .. queue)
  if not id and head[1] then
    redis.call('ZREM', prioritised, head[1])
    id = head[1]
  end
  return id
end

local NOT_WAITING = {finished = true, failed = true, stopped = true, canceled = true, started = true, scheduled = true}

-- The number of the next attempt, or nil if the job does not wait to be run.
local function attempt_of(prefix, id, now)
  local known = is_id(id) and try('HMGET', prefix .. ':job:' .. id, 'status', 'attempts')
  if known and known[1] == 'queued' then
    return count(known[2]) + 1
  end
  if not known or not NOT_WAITING[known[1]] then
    put_aside(prefix, id, now)
  end
  return nil
end

-- What RQ keeps of an execution besides is written when its lease is renewed for the first time: most are over before.
local function lease_out(prefix, id, attempt, queue, worker, execution, lease, started_at, now)
  local job = prefix .. ':job:' .. id
  redis.call('ZADD', prefix .. ':wip:' .. queue, now + lease, id .. ':' .. execution)
  redis.call('HSET', job, 'status', 'started', 'started_at', started_at, 'last_heartbeat', started_at,
    'worker_name', worker, 'execution', execution, 'attempts', attempt)
  redis.call('PERSIST', job)
  return {id, queue, attempt, redis.call('HMGET', job, unpack(WANTED))}
end

-- `queues` is where the names begin in ARGV.
-- Answers {id, queue, attempt, the WANTED fields}, or {false, seconds until it is worth asking again or ''}.
local function claim(prefix, worker, execution, lease, started_at, queues)
  if redis.call('EXISTS', prefix .. ':suspended') == 1 then
    return {false, ''}
  end
  local now, next_due, pops = seconds_now(), nil, 0
  for position = queues, #ARGV do
    local queue = ARGV[position]
    -- Popped without a place for its lease, a job would be nowhere.
    if is_kind(prefix .. ':wip:' .. queue, 'zset') then
      local due = promote(prefix, queue, now)
      next_due = due and math.min(due, next_due or due) or next_due
      local id = pop(prefix, queue)
      while id do
        local attempt = attempt_of(prefix, id, now)
        if attempt then
          return lease_out(prefix, id, attempt, queue, worker, execution, tonumber(lease), started_at, now)
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
