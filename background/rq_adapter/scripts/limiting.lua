-- Shared part, made when somebody asks for it: how many jobs may run at once, and how many in a time (GCRA, the leaky bucket of ITU-T I.371).
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

-- A job starts. Answers the theoretical arrival time of the next one.
local function start(prefix, limit, rate, now)
  local _, expected = arrival(prefix, limit, rate, now)
  try('SET', prefix .. ':rate:' .. limit, string.format('%.6f', expected), 'PX', math.ceil((expected - now + rate[1]) * 1000))
  return expected
end

local function hold(prefix, queue, id, limit, wait, now)
  local job = prefix .. ':job:' .. id
  local turn = tonumber(redis.call('HGET', job, 'turn') or nil)
  if not turn then
    turn = lines().score_of(prefix, lines().priority_of(job), false)
    redis.call('HSET', job, 'turn', string.format('%.0f', turn))
  end
  redis.call('ZADD', prefix .. ':held:' .. limit, turn, id)
  try('ZADD', prefix .. ':deferred:' .. queue, now, id)
  redis.call('HSET', job, 'status', 'deferred', 'held', limit)
  redis.call('ZADD', prefix .. ':held_until:' .. queue, 'LT', now + wait, limit)
end

-- How many seconds a limit bars the next job from starting, or nil.
local function bars(prefix, limit, now)
  if limit.most and (try('SCARD', prefix .. ':running:' .. limit.name) or 0) >= limit.most then
    return LOOK_AGAIN_SECONDS
  end
  local earliest = limit.rate and arrival(prefix, limit.name, limit.rate, now)
  return earliest and earliest > now and earliest - now or nil
end

-- One more has started. Answers whether it counts against the limit for as long as it runs.
local function count_in(prefix, queue, entry, limit, now)
  if limit.rate then
    local expected = start(prefix, limit.name, limit.rate, now)
    if redis.call('EXISTS', prefix .. ':held:' .. limit.name) == 1 then
      redis.call('ZADD', prefix .. ':held_until:' .. queue, math.max(now, expected - limit.rate[2]), limit.name)
    end
  end
  if limit.most then
    try('SADD', prefix .. ':running:' .. limit.name, entry)
  end
  return limit.most
end

-- Whether a job may start now under all of these limits, each {name, most, rate}. If not, it is held by the first that bars it.
-- Answers yes or no, and the names of the limits that count it while it runs, each in a line, or nil.
local function admit(prefix, queue, id, execution, limits, now)
  local until_key, deferred = prefix .. ':held_until:' .. queue, prefix .. ':deferred:' .. queue
  for _, limit in ipairs(limits) do
    if not (is_kind(prefix .. ':held:' .. limit.name, 'zset') and is_kind(until_key, 'zset') and is_kind(deferred, 'zset')) then
      return true -- better too many at once than a job that is nowhere
    end
  end
  for _, limit in ipairs(limits) do
    local wait = bars(prefix, limit, now)
    if wait then
      hold(prefix, queue, id, limit.name, wait, now)
      return false
    end
  end
  local counting = {}
  for _, limit in ipairs(limits) do
    if count_in(prefix, queue, id .. ':' .. execution, limit, now) then
      counting[#counting + 1] = limit.name
    end
  end
  return true, counting[1] and table.concat(counting, '\n')
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
      lines().place(prefix, queue, id, true)
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

return {admit = admit, release_due = release_due, queue_waits = queue_waits, start = start}
