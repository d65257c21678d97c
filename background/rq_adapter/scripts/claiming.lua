-- Shared part: take the next job of some queues and make it a worker's, with no moment in which it is nobody's.

local POPS_A_CLAIM = 200
local PROMOTED_A_CLAIM = 100

local WANTED = {'data', 'meta', 'created_at', 'description', 'crashes', 'replayed_at'} -- besides the number of the attempt
local NEEDED = {'status', 'attempts', 'limit_key', 'unique_until_start', unpack(WANTED)}
local NAME, CRASHES = 8, 9 -- where the description and the number of crashes are among them

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

local NOT_WAITING = {finished = true, failed = true, stopped = true, canceled = true, started = true, scheduled = true, deferred = true}

-- What must be known of a job before it is taken, or nil if it does not wait to be run.
local function candidate(prefix, id, now)
  local known = is_id(id) and try('HMGET', prefix .. ':job:' .. id, unpack(NEEDED))
  if known and known[1] == 'queued' then
    return {id = id, attempt = count(known[2]) + 1, limit_key = known[3], unique = known[4], name = known[NAME] or '', crashes = count(known[CRASHES]),
      wanted = {unpack(known, 5, #NEEDED)}}
  end
  if not known or not NOT_WAITING[known[1]] then
    put_aside(prefix, id, now)
  end
  return nil
end

-- What RQ keeps of an execution besides is written when its lease is renewed for the first time: most are over before.
local function lease_out(prefix, found, queue, worker, execution, lease, started_at, now)
  local job = prefix .. ':job:' .. found.id
  redis.call('ZADD', prefix .. ':wip:' .. queue, now + lease, found.id .. ':' .. execution)
  redis.call('HSET', job, 'status', 'started', 'started_at', started_at, 'last_heartbeat', started_at,
    'worker_name', worker, 'execution', execution, 'attempts', found.attempt)
  if found.limit then
    redis.call('HSET', job, 'limit', found.limit)
  end
  if found.unique then
    free_key(prefix, found.unique, found.id)
  end
  tell(prefix, 'active', found.id, found.name, queue, found.attempt, worker, execution)
  return {found.id, queue, found.attempt, found.wanted}
end

-- What bounds how many jobs like this one run at once, and under which name.
-- A job that two workers died with runs while no other such job does: those that only shared a worker with a killer get
-- through, and should a third worker die, it is known whose doing that was.
local SUSPECT = {crashes = 2, rule = {most = 1}}
local function limit_of(found, queue, rules)
  local rule = rules.jobs[found.name]
  if not rule and found.crashes >= SUSPECT.crashes then
    return SUSPECT.rule, 'suspects:' .. queue
  end
  return rule, 'job:' .. (rule and rule.name or found.name) .. (found.limit_key and ':' .. found.limit_key or '')
end

-- The next job of one queue that no limit holds back. Answers nil when there is none, and how many were looked at.
local function next_of(prefix, queue, execution, rules, now, pops)
  local id = pop(prefix, queue)
  while id do
    local found = candidate(prefix, id, now)
    local rule, limit
    if found then
      rule, limit = limit_of(found, queue, rules)
    end
    if rule then
      local may
      may, found.limit = admit(prefix, queue, id, execution, limit, rule, now)
      found = may and found or nil
    end
    if found then
      return found, pops
    end
    pops = pops + 1
    if pops >= POPS_A_CLAIM then
      return nil, pops
    end
    id = pop(prefix, queue)
  end
  return nil, pops
end

local NO_RULES = {queues = {}, jobs = {}}

local function sooner(one, other)
  return one and other and math.min(one, other) or one or other
end

-- `rules` is JSON of the limits that the worker's code declares, or ''; `first` is where the queues begin in ARGV.
-- Answers {id, queue, attempt, the WANTED fields}, or {false, seconds until it is worth asking again or ''}.
local function claim(prefix, worker, execution, lease, started_at, rules, first)
  if redis.call('EXISTS', prefix .. ':suspended') == 1 then
    return {false, ''}
  end
  local now, next_due, pops, found = seconds_now(), nil, 0, nil
  local limits = rules == '' and NO_RULES or cjson.decode(rules)
  local paused = try('HMGET', prefix .. ':paused', unpack(ARGV, first)) or {}
  for position = first, #ARGV do
    local queue = ARGV[position]
    -- Popped without a place for its lease, a job would be nowhere.
    if not paused[position - first + 1] and is_kind(prefix .. ':wip:' .. queue, 'zset') then
      next_due = sooner(next_due, sooner(promote(prefix, queue, now), release_due(prefix, queue, now)))
      local rule = limits.queues[queue]
      local wait = rule and queue_waits(prefix, queue, rule, now) or 0
      if wait > 0 then
        next_due = sooner(next_due, now + wait)
      else
        found, pops = next_of(prefix, queue, execution, limits, now, pops)
        if found then
          if rule and rule.rate then
            local _, expected = arrival(prefix, 'queue:' .. queue, rule.rate, now)
            arrive(prefix, 'queue:' .. queue, rule.rate, expected, now)
          end
          return lease_out(prefix, found, queue, worker, execution, tonumber(lease), started_at, now)
        end
        if pops >= POPS_A_CLAIM then
          return {false, '0'}
        end
        next_due = sooner(next_due, tonumber((try('ZRANGE', prefix .. ':held_until:' .. queue, 0, 0, 'WITHSCORES') or {})[2]))
      end
    end
  end
  return {false, next_due and tostring(math.max(0, next_due - now)) or ''}
end
