-- Accept jobs of one kind, each once, in one step and so in one file: place in the queue or among the delayed, hash, and key if unique.
-- ARGV: prefix, queue, name, priority, due (Unix seconds), time (ISO 8601); who knows the ids already ('' for nobody,
--       'promised' for the caller, 'recorded' for a ledger too); the rule by which they are unique ('' for none, 'keep', 'replace',
--       'throttle', 'debounce', 'restore', 'afresh'), '1' if a key is free once its job starts, and the rule's window in milliseconds;
--       how many words the shared fields take, and these in pairs of name and value;
--       then for each job: id, data, limit key ('' without one), unique key ('' without one).
-- Returns for each job 1, or 0 when the id was accepted before, or the id of the job that has its key.
local prefix, queue, name, priority, due, iso = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
local known_to, rule, frees_at_start, window = ARGV[7], ARGV[8], ARGV[9] == '1', tonumber(ARGV[10])
local ALIAS_IS_KEPT = 86400 -- seconds
local first, WORDS_OF_A_JOB = 12 + tonumber(ARGV[11]), 4
if rule == 'debounce' then
  due = math.max(due, seconds_now() + window / 1000)
end
local waits = due > 0 and due > seconds_now()
local line = prefix .. (waits and ':scheduled:' or priority == 0 and ':queue:' or ':prioritised:') .. queue
local due_word = waits and string.format('%.6f', due)
-- As requeue.lua says it of those whose hash is still there: their former end is wiped out.
local note = rule == 'afresh' and 'replayed' or ''
local model, accepted, together = prefix .. ':model', 0, nil

-- Placed before it has a hash: should the line be of another kind, the script ends here and the same id can be sent again.
-- Of many whose keys nobody contests, all are lined up together in the end: whether their line is of that kind was seen before.
local function line_up(id)
  if together then
    together[#together + 1] = id
  elseif waits then
    redis.call('ZADD', line, due, id)
  elseif priority == 0 then
    redis.call('RPUSH', line, id)
  else
    redis.call('ZADD', line, lines().score_of(prefix, priority, false), id)
  end
end

local function store(job, data)
  redis.call('HSET', job, 'status', waits and 'scheduled' or 'queued', 'description', name, 'data', data, unpack(ARGV, 12, first - 1))
end

-- Whoever knows the id is told of the job that stands for it; a ledger may ask for it again, and gets the same answer.
local function refuse(id, other)
  if known_to ~= '' then
    try('SET', prefix .. ':alias:' .. id, other, 'EX', ALIAS_IS_KEPT)
  end
  if known_to == 'recorded' then
    tell(prefix, 'cancelled', id, name, queue, 0, 'not accepted: job ' .. other .. ' has its key')
  end
  return other
end

-- The job because of which this one is refused, or nil; the one that gives way to it, or nil; the key that it takes, or ''.
local function contest(id, unique)
  if unique == '' then
    return nil, nil, ''
  end
  if rule == 'afresh' then
    return uniqueness().holder_of(prefix, unique), nil, unique
  end
  local refused_for = known_to ~= '' and try('GET', prefix .. ':alias:' .. id)
  if refused_for then
    return refused_for
  end
  if rule == 'restore' then
    return nil, nil, uniqueness().holder_of(prefix, unique) and '' or unique
  end
  local rival, former = uniqueness().rival_of(prefix, unique, rule)
  return rival, former, unique
end

local function take_key(id, unique, former)
  local key, job = prefix .. ':unique:' .. unique, prefix .. ':job:' .. id
  if rule == 'throttle' then
    redis.call('SET', key, id, 'PX', window)
  else
    redis.call('SET', key, id)
    redis.call('HSET', job, 'unique', unique)
  end
  if frees_at_start then
    redis.call('HSET', job, 'unique_until_start', unique)
  end
  if former then
    local old = prefix .. ':job:' .. former
    local its_queue, held = unpack(redis.call('HMGET', old, 'origin', 'held'))
    aftermath().call_off(prefix, its_queue or queue, former, 'replaced by ' .. id, seconds_now())
    redis.call('HSET', old, 'ended_at', iso)
    lines().leave(prefix, its_queue or queue, former, held)
  end
end

local function clear_former_end(id)
  for _, registry in ipairs({'failed', 'finished', 'canceled'}) do
    try('ZREM', prefix .. ':' .. registry .. ':' .. queue, id)
  end
  try('HDEL', prefix .. ':dead_letters', id)
end

local function accept(id, data, limit_key, unique)
  local job = prefix .. ':job:' .. id
  if redis.call('EXISTS', job) == 1 and not (rule == 'afresh' and try('HEXISTS', job, 'deleted') == 1) then -- a tombstone gives way
    return 0
  end
  local rival, former
  rival, former, unique = contest(id, unique)
  if rival then
    return rule == 'afresh' and rival or refuse(id, rival) -- what cannot start afresh stays as it ended
  end
  line_up(id)
  if rule == 'afresh' then
    redis.call('DEL', job)
  end
  if model then
    redis.call('COPY', model, job)
    redis.call('HSET', job, 'data', data)
  else
    store(job, data)
  end
  tell(prefix, 'added', id, name, queue, 0, note, '', due_word)
  if limit_key ~= '' then
    redis.call('HSET', job, 'limit_key', limit_key)
  end
  if unique ~= '' then
    take_key(id, unique, former)
  end
  if rule == 'afresh' then
    clear_former_end(id)
  end
  accepted = accepted + 1
  return 1
end

-- To copy a hash takes a quarter of the time of writing it.
if #ARGV < first + 2 * WORDS_OF_A_JOB - 1 then
  model = nil
else
  redis.call('DEL', model)
  store(model, '')
  if rule == '' and priority == 0 and not waits then
    redis.call('LLEN', line) -- should it be of another kind, the script ends here, and no job has a hash
    together = {}
  end
end
local answers = {}
for position = first, #ARGV, WORDS_OF_A_JOB do
  answers[#answers + 1] = accept(unpack(ARGV, position, position + WORDS_OF_A_JOB - 1))
end
if together and accepted > 0 then
  redis.call('RPUSH', line, unpack(together))
end
if model then
  redis.call('DEL', model)
end
if accepted > 0 then
  try('SADD', prefix .. ':queues', prefix .. ':queue:' .. queue)
  for _ = 1, math.min(accepted, BELL_TOKENS) do
    lines().ring(prefix, queue)
  end
end
return answers
