-- Shared part: take the next job of some queues and make it a worker's, with no moment in which it is nobody's.

local POPS_A_CLAIM = 200
local PROMOTED_A_CLAIM = 100

local NEEDED = {'status', 'attempts', 'limit_key', 'unique_until_start', unpack(WANTED)}
local NAME, CRASHES = 8, 9 -- where the description and the number of crashes are among them

-- Delayed jobs whose time has come go in line. Answers when the next one is due.
local function promote(prefix, queue, now, iso)
  local scheduled = prefix .. ':scheduled:' .. queue
  local first = try('ZRANGE', scheduled, 0, 0, 'WITHSCORES') or {}
  if not first[1] or tonumber(first[2]) > now then
    return tonumber(first[2])
  end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', scheduled, '-inf', now, 'LIMIT', 0, PROMOTED_A_CLAIM)) do
    local job = prefix .. ':job:' .. id
    if is_id(id) and redis.call('TYPE', job).ok == 'hash' then
      lines().place(prefix, queue, id, false)
      redis.call('HSET', job, 'status', 'queued', 'enqueued_at', iso)
    else
      put_aside(prefix, id, now)
    end
    redis.call('ZREM', scheduled, id)
  end
  return tonumber(redis.call('ZRANGE', scheduled, 0, 0, 'WITHSCORES')[2])
end

-- Up to so many ids from the head of the line. A priority below 0 comes after the list.
local function pop(prefix, queue, number, is_plain)
  local prioritised = prefix .. ':prioritised:' .. queue
  local head = not is_plain and try('ZRANGE', prioritised, 0, 0, 'WITHSCORES') or {}
  if head[1] and tonumber(head[2]) < 0 then
    redis.call('ZREM', prioritised, head[1])
    return {head[1]}
  end
  local ids = try('LPOP', prefix .. ':queue:' .. queue, number) or {}
  if not ids[1] and head[1] then
    redis.call('ZREM', prioritised, head[1])
    ids = {head[1]}
  end
  return ids
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
local function lease_out(prefix, found, queue, wishes, execution, now)
  local job, started_at = prefix .. ':job:' .. found.id, wishes.started_at
  redis.call('ZADD', prefix .. ':wip:' .. queue, now + wishes.lease, found.id .. ':' .. execution)
  redis.call('HSET', job, 'status', 'started', 'started_at', started_at, 'last_heartbeat', started_at,
    'worker_name', wishes.worker, 'execution', execution, 'attempts', found.attempt)
  if found.limits then
    redis.call('HSET', job, 'limit', found.limits)
  end
  if found.unique then
    aftermath().free_key(prefix, found.unique, found.id)
  end
  tell(prefix, 'active', found.id, found.name, queue, found.attempt, wishes.worker, execution)
  return {found.id, queue, found.attempt, found.wanted}
end

-- Whether this popped id may run now: what is known of the job, or nil when it is held back or is none.
local function admitted(prefix, queue, id, execution, wishes, now)
  local found = candidate(prefix, id, now)
  local limits = found and limits_of(found, queue, wishes)
  if not found or not limits[1] then
    return found
  end
  local may
  may, found.limits = limiting().admit(prefix, queue, id, execution, limits, now)
  return may and found or nil
end

local function sooner(one, other)
  return one and other and math.min(one, other) or one or other
end

-- Take jobs of one queue until there are as many as are wanted. With a limit of the queue's own they are taken one by one.
-- Answers when it is worth asking this queue again, if that is known; 0 when too many were looked at.
local function take_from(prefix, queue, wishes, taken, now, is_plain)
  local rule, wanted = rules_for(wishes, queue).queues[queue], #wishes.executions
  while #taken < wanted do
    local wait = rule and limiting().queue_waits(prefix, queue, rule, now) or 0
    if wait > 0 then
      return now + wait
    end
    local every = rule and rule.oldest_every
    local oldest = every and lines().is_turn_of_oldest(prefix, queue, every) and lines().pop_oldest(prefix, queue)
    local ids = oldest and {oldest} or pop(prefix, queue, rule and 1 or wanted - #taken, is_plain)
    for _, id in ipairs(ids) do
      local execution = wishes.executions[#taken + 1]
      local found = admitted(prefix, queue, id, execution, wishes, now)
      if found then
        if rule and rule.rate then
          limiting().start(prefix, 'queue:' .. queue, rule.rate, now)
        end
        if every then
          lines().take_turn(prefix, queue, every)
        end
        taken[#taken + 1] = lease_out(prefix, found, queue, wishes, execution, now)
      else
        wishes.passed_over = wishes.passed_over + 1
      end
    end
    if not ids[1] then
      return tonumber((try('ZRANGE', prefix .. ':held_until:' .. queue, 0, 0, 'WITHSCORES') or {})[2])
    end
    if wishes.passed_over >= POPS_A_CLAIM then
      return now
    end
  end
end

-- Which of the queues are paused, and whether all are, as RQ can suspend its workers. One question finds that, mostly, nothing is.
local function standing_still(prefix, queues)
  local suspended, paused = prefix .. ':suspended', prefix .. ':paused'
  if redis.call('EXISTS', suspended, paused) == 0 then
    return {}, false
  end
  return try('HMGET', paused, unpack(queues)) or {}, redis.call('EXISTS', suspended) == 1
end

-- `wishes` is {worker, lease (seconds), started_at, rules (JSON, or ''), executions (a job is taken for each, if there are as many), queues}.
-- Answers the jobs, each {id, queue, attempt, the WANTED fields}, and the seconds until it is worth asking again, or ''.
local function claim(prefix, wishes)
  local taken, wanted = {}, #wishes.executions
  if wanted == 0 then
    return taken, ''
  end
  local paused, is_suspended = standing_still(prefix, wishes.queues)
  if is_suspended then
    return taken, ''
  end
  local now, next_due = seconds_now(), nil
  wishes.passed_over = 0
  for position, queue in ipairs(wishes.queues) do
    -- Popped without a place for its lease, a job would be nowhere.
    if not paused[position] and is_kind(prefix .. ':wip:' .. queue, 'zset') then
      next_due = sooner(next_due, promote(prefix, queue, now, wishes.started_at))
      local is_plain = redis.call('EXISTS', prefix .. ':held_until:' .. queue, prefix .. ':prioritised:' .. queue) == 0
      if not is_plain then
        next_due = sooner(next_due, limiting().release_due(prefix, queue, now))
      end
      next_due = sooner(next_due, take_from(prefix, queue, wishes, taken, now, is_plain))
      if #taken == wanted or wishes.passed_over >= POPS_A_CLAIM then
        break
      end
    end
  end
  return taken, next_due and tostring(math.max(0, next_due - now)) or ''
end
