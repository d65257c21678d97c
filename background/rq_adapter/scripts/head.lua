-- The head of every script. A script is one step, but Redis takes nothing back when it fails halfway. So the order of
-- writes is a rule: a job enters its new place before it leaves the old one, and what only adorns is written by `try`.

-- The scores of one priority lie within SPAN / 2 of -priority * SPAN, which a double still holds exactly.
local SPAN = 1e13
local BELL_TOKENS = 64
local EVENTS_KEPT = 100000
local CANCELLED_ARE_KEPT = 86400 -- seconds
local UNRECORDED_IS_KEPT = 604800 -- seconds: what the ledger has not noted yet is still to be read when the recorder comes back

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

-- Whether this execution still has the job, which runs.
local function has_lease(job, execution)
  local status, holder = unpack(redis.call('HMGET', job, 'status', 'execution'))
  return status == 'started' and holder == execution
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
local function place(prefix, queue, id, priority, at_head)
  if priority == 0 then
    redis.call(at_head and 'LPUSH' or 'RPUSH', prefix .. ':queue:' .. queue, id)
  else
    redis.call('ZADD', prefix .. ':prioritised:' .. queue, score_of(prefix, priority, at_head), id)
  end
  try('SADD', prefix .. ':queues', prefix .. ':queue:' .. queue)
  ring(prefix, queue)
end

local function put_aside(prefix, id, now)
  try('ZADD', prefix .. ':quarantine', now, id)
end

-- Say what happened to a job, to whoever reads the stream of events. Always the same fields: then Redis stores their names once.
-- `run` names the execution, `due` is when the job is to run (Unix seconds), `memory` is the most that the attempt took (bytes); most
-- events have only one of them, or none.
local function tell(prefix, kind, id, name, queue, attempt, note, run, due, memory)
  try('XADD', prefix .. ':events', 'MAXLEN', '~', EVENTS_KEPT, '*',
    'kind', kind, 'job', id, 'name', name or '', 'queue', queue, 'attempt', attempt or 0, 'note', note or '', 'run', run or '', 'due', due or '',
    'memory', memory or '')
end

-- A job that ran under limits on how many run at once, each in a line, leaves room for the next one that is held back by one of them.
local function make_room(prefix, queue, limits, entry)
  for limit in string.gmatch(limits, '[^\n]+') do
    try('SREM', prefix .. ':running:' .. limit, entry)
    if (try('ZCARD', prefix .. ':held:' .. limit) or 0) > 0 then
      try('ZADD', prefix .. ':held_until:' .. queue, 0, limit)
      ring(prefix, queue)
    end
  end
end

-- Forget which execution had the job; its entry among the started is the caller's business. `renewed` is the execution whose
-- lease was renewed last: only then is there anything to forget.
local function end_execution(prefix, worker, queue, id, execution, limits, renewed)
  local entry = id .. ':' .. execution
  if renewed == execution then
    redis.call('DEL', prefix .. ':execution:' .. entry, prefix .. ':executions:' .. id)
    try('SREM', prefix .. ':worker:' .. worker .. ':executions', entry)
  end
  if limits then
    make_room(prefix, queue, limits, entry)
  end
end

-- Let another job with the same key be accepted, if the key is still this job's.
local function free_key(prefix, unique, id)
  local key = prefix .. ':unique:' .. unique
  if try('GET', key) == id then
    redis.call('DEL', key)
  end
end

-- A job that has ended stays for so many seconds, with what it said, and its key is free. One that the ledger follows (`recorded`)
-- stays until it is noted there; then the recorder shortens its time.
local function end_job(prefix, registry, queue, id, seconds, now, unique, logged, recorded)
  local job = prefix .. ':job:' .. id
  redis.call('EXPIRE', job, recorded and math.max(seconds, UNRECORDED_IS_KEPT) or seconds)
  try('ZADD', prefix .. ':' .. registry .. ':' .. queue, now + seconds, id)
  if unique then
    free_key(prefix, unique, id)
  end
  if logged then
    try('EXPIRE', prefix .. ':logs:' .. id, seconds)
  end
end

-- End a job that somebody cancelled. It has left the line, or will.
local function call_off(prefix, queue, id, reason, now)
  local job = prefix .. ':job:' .. id
  local name, attempts, unique, logged, recorded = unpack(redis.call('HMGET', job, 'description', 'attempts', 'unique', 'logged', 'recorded'))
  redis.call('HSET', job, 'status', 'canceled', 'note', reason)
  end_job(prefix, 'canceled', queue, id, CANCELLED_ARE_KEPT, now, unique, logged, recorded)
  tell(prefix, 'cancelled', id, name, queue, count(attempts), reason)
end

-- Take a job that does not run out of every place in which it may wait. Answers how many there were.
local function leave_line(prefix, queue, id, held)
  local left = redis.call('LREM', prefix .. ':queue:' .. queue, 1, id) + redis.call('ZREM', prefix .. ':prioritised:' .. queue, id)
  for _, place_of in ipairs({'scheduled', 'deferred', 'parked'}) do
    left = left + redis.call('ZREM', prefix .. ':' .. place_of .. ':' .. queue, id)
  end
  if held then
    left = left + redis.call('ZREM', prefix .. ':held:' .. held, id)
  end
  return left
end
