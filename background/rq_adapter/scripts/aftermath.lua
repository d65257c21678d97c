-- Shared part, made when somebody asks for it: what a job leaves behind that ended or was handed back.

-- A job that ran under limits on how many run at once, each in a line, leaves room for the next one that is held back by one of them.
local function make_room(prefix, queue, limits, entry)
  for limit in string.gmatch(limits, '[^\n]+') do
    try('SREM', prefix .. ':running:' .. limit, entry)
    if (try('ZCARD', prefix .. ':held:' .. limit) or 0) > 0 then
      try('ZADD', prefix .. ':held_until:' .. queue, 0, limit)
      lines().ring(prefix, queue)
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

return {make_room = make_room, end_execution = end_execution, free_key = free_key, end_job = end_job, call_off = call_off}
