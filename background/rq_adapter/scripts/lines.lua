-- Shared part, made when somebody asks for it: the line of a queue, where jobs wait.

-- The scores of one priority lie within SPAN / 2 of -priority * SPAN, which a double still holds exactly.
local SPAN = 1e13
local PRIORITIES = 201

local function priority_of(job)
  local priority = tonumber(redis.call('HGET', job, 'priority') or 0) or 0
  if priority ~= priority then
    return 0
  end
  return math.max(-100, math.min(100, math.floor(priority)))
end

-- Wake a worker. More tokens than workers would only make them ask in vain.
local function ring(prefix, queue)
  local bell = prefix .. ':bell:' .. queue
  if (try('LLEN', bell) or BELL_TOKENS) < BELL_TOKENS then
    try('RPUSH', bell, 1)
  end
end

local function next_turn(prefix)
  local turn = prefix .. ':turn'
  local number = try('INCR', turn)
  if not number then
    redis.call('DEL', turn)
    number = redis.call('INCR', turn)
  end
  return number
end

local function score_of(prefix, priority, at_head)
  local turn = next_turn(prefix)
  return -priority * SPAN + (at_head and -turn or turn)
end

-- Let a job wait: in the RQ list for priority 0, in a sorted set beside it for the others.
local function place(prefix, queue, id, at_head)
  local priority = priority_of(prefix .. ':job:' .. id)
  if priority == 0 then
    redis.call(at_head and 'LPUSH' or 'RPUSH', prefix .. ':queue:' .. queue, id)
  else
    redis.call('ZADD', prefix .. ':prioritised:' .. queue, score_of(prefix, priority, at_head), id)
  end
  try('SADD', prefix .. ':queues', prefix .. ':queue:' .. queue)
  ring(prefix, queue)
end

-- Take a job that does not run out of every place in which it may wait. Answers how many there were.
local function leave(prefix, queue, id, held)
  local left = redis.call('LREM', prefix .. ':queue:' .. queue, 1, id) + redis.call('ZREM', prefix .. ':prioritised:' .. queue, id)
  for _, place_of in ipairs({'scheduled', 'deferred', 'parked'}) do
    left = left + redis.call('ZREM', prefix .. ':' .. place_of .. ':' .. queue, id)
  end
  if held then
    left = left + redis.call('ZREM', prefix .. ':held:' .. held, id)
  end
  return left
end

-- Where the next priority below that of this score begins.
local function below(score)
  return (math.floor(score / SPAN + 0.5) + 0.5) * SPAN
end

-- Whether the next job to start is to be whichever has waited longest: `every` counts those that start, and nothing else.
local function is_turn_of_oldest(prefix, queue, every)
  return count(try('HGET', prefix .. ':turns', queue)) + 1 >= every
end

-- A job has started: one turn less until that of the oldest, or all of them again.
local function take_turn(prefix, queue, every)
  local turn = count(try('HGET', prefix .. ':turns', queue)) + 1
  try('HSET', prefix .. ':turns', queue, turn >= every and 0 or turn)
end

-- Whichever of the first of each priority has waited longest: so none waits for ever behind those of higher priorities.
-- It leaves its line. Answers nil when nobody waits. What has no hash comes before all others.
local function pop_oldest(prefix, queue)
  local line, prioritised = prefix .. ':queue:' .. queue, prefix .. ':prioritised:' .. queue
  local firsts, head = {try('LINDEX', line, 0) or nil}, try('ZRANGE', prioritised, 0, 0, 'WITHSCORES') or {}
  while head[1] and #firsts <= PRIORITIES do -- a stranger's score may lie below no priority
    firsts[#firsts + 1] = head[1]
    head = try('ZRANGEBYSCORE', prioritised, below(tonumber(head[2])), '+inf', 'WITHSCORES', 'LIMIT', 0, 1) or {}
  end
  local oldest, since
  for _, id in ipairs(firsts) do
    local its_own = try('HGET', prefix .. ':job:' .. id, 'enqueued_at') or ''
    if not since or its_own < since then
      oldest, since = id, its_own
    end
  end
  if oldest and try('ZREM', prioritised, oldest) ~= 1 then
    redis.call('LREM', line, 1, oldest)
  end
  return oldest
end

return {ring = ring, priority_of = priority_of, score_of = score_of, place = place, leave = leave, is_turn_of_oldest = is_turn_of_oldest,
  take_turn = take_turn, pop_oldest = pop_oldest}
