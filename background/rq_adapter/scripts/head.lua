-- The head of every script. A script is one step, but Redis takes nothing back when it fails halfway. So the order of
-- writes is a rule: a job enters its new place before it leaves the old one, and what only adorns is written by `try`.

local BELL_TOKENS = 64
local ENTRIES_KEPT, EVENTS_AN_ENTRY = 50000, 20
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

local function put_aside(prefix, id, now)
  try('ZADD', prefix .. ':quarantine', now, id)
end

-- A part that few calls need. Redis runs the text of a script from its beginning each time, and every function in it is made anew,
-- for a microsecond; those of such a part are made when somebody asks for them.
local function seldom(make)
  local made
  return function()
    made = made or make()
    return made
  end
end

local told = {}

-- Write down what was told. An entry of the stream has the events of one step, or many of them: it takes Redis as long to add one as to change a job.
local function say(prefix)
  if told[1] then
    try('XADD', prefix .. ':events', 'MAXLEN', '~', ENTRIES_KEPT, '*', 'events', cmsgpack.pack(told))
    told = {}
  end
end

-- Tell what happened to a job, to whoever reads the stream of events. `run` names the execution, `due` is when the job is to run
-- (Unix seconds), `memory` is the most that the attempt took (bytes); most events have only one of them, or none.
local function tell(prefix, kind, id, name, queue, attempt, note, run, due, memory)
  told[#told + 1] = {kind, id, name or '', queue, attempt or 0, note or '', run or '', due or 0, memory or 0}
  if #told == EVENTS_AN_ENTRY then
    say(prefix)
  end
end
