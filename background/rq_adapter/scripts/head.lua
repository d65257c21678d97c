-- The head of every script. A script is one step, but Redis takes nothing back when it fails halfway. So the order of
-- writes is a rule: a job enters its new place before it leaves the old one, and what only adorns is written by `try`.

-- The scores of one priority lie within SPAN / 2 of -priority * SPAN, which a double still holds exactly.
local SPAN = 1e13
local BELL_TOKENS = 64

local clock
local function seconds_now()
  if not clock then
    local time = redis.call('TIME')
    clock = tonumber(time[1]) + tonumber(time[2]) / 1e6
  end
  return clock
end

-- A command whose failure (a key of another kind, say) harms nobody. Answers nil when it failed.
local function try(...)
  local answer = redis.pcall(...)
  if type(answer) == 'table' and answer.err then
    return nil
  end
  return answer
end

-- What RQ takes for a job id; anything else was not put there by RQ or by us.
local function is_id(id)
  return string.match(id, '^[%w_-]+$') ~= nil
end

local function is_kind(key, kind)
  local found = redis.call('TYPE', key).ok
  return found == kind or found == 'none'
end

-- A counter as a hash holds it; what is no small number counts as 0.
local function count(text)
  return text and string.match(text, '^%d%d?%d?%d?%d?%d?%d?%d?%d?$') and tonumber(text) or 0
end

local function count_of(job, field)
  return count(redis.call('HGET', job, field))
end

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

-- Let a job wait: in the RQ list for priority 0, in a sorted set beside it for the others.
local function place(prefix, queue, id, priority, at_head)
  if priority == 0 then
    redis.call(at_head and 'LPUSH' or 'RPUSH', prefix .. ':queue:' .. queue, id)
  else
    local turn = next_turn(prefix)
    redis.call('ZADD', prefix .. ':prioritised:' .. queue, -priority * SPAN + (at_head and -turn or turn), id)
  end
  try('SADD', prefix .. ':queues', prefix .. ':queue:' .. queue)
  ring(prefix, queue)
end

local function put_aside(prefix, id, now)
  try('ZADD', prefix .. ':quarantine', now, id)
end

-- Forget which execution had the job; its entry among the started is the caller's business.
local function end_execution(prefix, worker, id, execution)
  local entry = id .. ':' .. execution
  redis.call('DEL', prefix .. ':execution:' .. entry, prefix .. ':executions:' .. id)
  try('SREM', prefix .. ':worker:' .. worker .. ':executions', entry)
end
