-- Shared part: how many jobs may run at once, and how many in a time (GCRA, the leaky bucket of ITU-T I.371).
-- A job that a limit of its kind holds back leaves the line, so that those behind it can go on:
--   held:<limit>        sorted set of jobs in their order
--   held_until:<queue>  sorted set of limits by the time at which one of their jobs gets another try
--   running:<limit>     set of the executions that count against it
--   rate:<limit>        the theoretical arrival time of the next job

local LOOK_AGAIN_SECONDS = 5 -- should the job that was to make room have vanished
local RELEASED_A_CLAIM = 100

-- When the next job may start, and what to store if it does. `rate` is {seconds between two, seconds of tolerance}.
local function arrival(prefix, limit, rate, now)
  local expected = math.max(tonumber(try('GET', prefix .. ':rate:' .. limit) or 0) or 0, now)
  return expected - rate[2], expected + rate[1]
end

local function arrive(prefix, limit, rate, expected, now)
  try('SET', prefix .. ':rate:' .. limit, string.format('%.6f', expected), 'PX', math.ceil((expected - now + rate[1]) * 1000))
end

local function hold(prefix, queue, id, limit, wait, now)
  local job = prefix .. ':job:' .. id
  local turn = tonumber(redis.call('HGET', job, 'turn') or nil)
  if not turn then
    turn = score_of(prefix, priority_of(job), false)
    redis.call('HSET', job, 'turn', string.format('%.0f', turn))
  end
  redis.call('ZADD', prefix .. ':held:' .. limit, turn, id)
  try('ZADD', prefix .. ':deferred:' .. queue, now, id)
  redis.call('HSET', job, 'status', 'deferred', 'held', limit)
  redis.call('ZADD', prefix .. ':held_until:' .. queue, 'LT', now + wait, limit)
end

-- Whether a job of this kind may start now. If not, it is held. Answers yes or no, and the limit that counts it while it runs.
local function admit(prefix, queue, id, execution, limit, rule, now)
  local held, until_key = prefix .. ':held:' .. limit, prefix .. ':held_until:' .. queue
  if not (is_kind(held, 'zset') and is_kind(until_key, 'zset') and is_kind(prefix .. ':deferred:' .. queue, 'zset')) then
    return true -- better too many at once than a job that is nowhere
  end
  if rule.most and (try('SCARD', prefix .. ':running:' .. limit) or 0) >= rule.most then
    hold(prefix, queue, id, limit, LOOK_AGAIN_SECONDS, now)
    return false
  end
  if rule.rate then
    local earliest, expected = arrival(prefix, limit, rule.rate, now)
    if earliest > now then
      hold(prefix, queue, id, limit, earliest - now, now)
      return false
    end
    arrive(prefix, limit, rule.rate, expected, now)
    if redis.call('EXISTS', held) == 1 then
      redis.call('ZADD', until_key, math.max(now, expected - rule.rate[2]), limit)
    end
  end
  if rule.most then
    try('SADD', prefix .. ':running:' .. limit, id .. ':' .. execution)
    return true, limit
  end
  return true
end

-- Whose hash vanished while it ran, nobody knew the limit when it ended.
local function forget_vanished(prefix, queue, limit)
  local running, wip = prefix .. ':running:' .. limit, prefix .. ':wip:' .. queue
  for _, entry in ipairs(try('SMEMBERS', running) or {}) do
    local id = string.match(entry, '^(.*):[^:]*$') or ''
    if redis.call('EXISTS', prefix .. ':job:' .. id) == 0 and not try('ZSCORE', wip, entry) then
      try('SREM', running, entry)
    end
  end
end

-- The first job that a limit holds back gets another try, at the head of its line.
local function release(prefix, queue, limit, now)
  forget_vanished(prefix, queue, limit)
  local held = prefix .. ':held:' .. limit
  local id = (try('ZRANGE', held, 0, 0) or {})[1]
  if id then
    local job = prefix .. ':job:' .. id
    if is_id(id) and redis.call('TYPE', job).ok == 'hash' then
      place(prefix, queue, id, priority_of(job), true)
      redis.call('HSET', job, 'status', 'queued')
      redis.call('HDEL', job, 'held')
    else
      put_aside(prefix, id, now)
    end
    try('ZREM', prefix .. ':deferred:' .. queue, id)
    redis.call('ZREM', held, id)
  end
  if redis.call('EXISTS', held) == 1 then
    redis.call('ZADD', prefix .. ':held_until:' .. queue, now + LOOK_AGAIN_SECONDS, limit)
  else
    redis.call('ZREM', prefix .. ':held_until:' .. queue, limit)
  end
end

-- Another try for whatever a limit held back until now. Answers when the next one gets it.
local function release_due(prefix, queue, now)
  local until_key = prefix .. ':held_until:' .. queue
  local first = try('ZRANGE', until_key, 0, 0, 'WITHSCORES') or {}
  if first[1] and tonumber(first[2]) <= now then
    for _, limit in ipairs(redis.call('ZRANGEBYSCORE', until_key, '-inf', now, 'LIMIT', 0, RELEASED_A_CLAIM)) do
      release(prefix, queue, limit, now)
    end
    first = redis.call('ZRANGE', until_key, 0, 0, 'WITHSCORES')
  end
  return tonumber(first[2])
end

-- How many seconds a queue with a limit of its own must wait, 0 if it need not.
local function queue_waits(prefix, queue, rule, now)
  if rule.most and redis.call('ZCARD', prefix .. ':wip:' .. queue) >= rule.most then
    return LOOK_AGAIN_SECONDS
  end
  if rule.rate then
    local earliest = arrival(prefix, 'queue:' .. queue, rule.rate, now)
    return math.max(0, earliest - now)
  end
  return 0
end
