-- Accept jobs of one kind, each once: its place in the queue or among the delayed, and its hash.
-- ARGV: prefix, queue, name, priority, due (Unix seconds), how many words the shared fields take, these in pairs of name and value;
--       then for each job: id, data, limit key ('' without one).
-- Returns for each job 1, or 0 when the id was accepted before.
local prefix, queue, name, priority, due = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local first, WORDS_OF_A_JOB = 7 + tonumber(ARGV[6]), 3
local waits = due > seconds_now()
local line = prefix .. (waits and ':scheduled:' or priority == 0 and ':queue:' or ':prioritised:') .. queue
local due_word = waits and ARGV[5] or ''
local events, model, accepted = prefix .. ':events', prefix .. ':model', 0

-- Placed before it has a hash: should the line be of another kind, the script ends here and the same id can be sent again.
local function line_up(id)
  if waits then
    redis.call('ZADD', line, due, id)
  elseif priority == 0 then
    redis.call('RPUSH', line, id)
  else
    redis.call('ZADD', line, score_of(prefix, priority, false), id)
  end
end

local function store(job, data)
  redis.call('HSET', job, 'status', waits and 'scheduled' or 'queued', 'description', name, 'data', data, unpack(ARGV, 7, first - 1))
end

local function accept(id, data, limit_key)
  local job = prefix .. ':job:' .. id
  if redis.call('EXISTS', job) == 1 then
    return 0
  end
  line_up(id)
  if model then
    redis.call('COPY', model, job)
    redis.call('HSET', job, 'data', data)
    -- As `tell` does, but for the trimming, which is for all of them at once.
    try('XADD', events, '*',
      'kind', 'added', 'job', id, 'name', name, 'queue', queue, 'attempt', 0, 'note', '', 'run', '', 'due', due_word)
  else
    store(job, data)
    tell(prefix, 'added', id, name, queue, 0, '', '', due_word)
  end
  if limit_key ~= '' then
    redis.call('HSET', job, 'limit_key', limit_key)
  end
  accepted = accepted + 1
  return 1
end

-- To copy a hash takes a quarter of the time of writing it.
if #ARGV < first + 2 * WORDS_OF_A_JOB then
  model = nil
else
  redis.call('DEL', model)
  store(model, '')
end
local answers = {}
for position = first, #ARGV, WORDS_OF_A_JOB do
  answers[#answers + 1] = accept(ARGV[position], ARGV[position + 1], ARGV[position + 2])
end
if model then
  redis.call('DEL', model)
  try('XTRIM', events, 'MAXLEN', '~', EVENTS_KEPT)
end
if accepted > 0 then
  try('SADD', prefix .. ':queues', prefix .. ':queue:' .. queue)
  for _ = 1, math.min(accepted, BELL_TOKENS) do
    ring(prefix, queue)
  end
end
return answers
