-- Find the jobs whose worker died (their lease ran out) and let them go on at the head of their queue.
-- A job that took its worker down too often is leased to the sweeper instead, which buries it.
-- ARGV: prefix, sweeper's execution id, lease in seconds, crashes that make poison, then the queues.
-- Returns {recovered, poison}: lists of {id, queue, the hash in pairs}.
local prefix, execution, lease, too_many = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local now = seconds_now()
local recovered, poison = {}, {}

local function recover(queue, id)
  local job = prefix .. ':job:' .. id
  if redis.call('TYPE', job).ok ~= 'hash' then
    redis.call('ZADD', prefix .. ':quarantine', now, id)
    return
  end
  if redis.call('HGET', job, 'status') ~= 'started' then
    return
  end
  local crashes = (tonumber(redis.call('HGET', job, 'crashes')) or 0) + 1
  redis.call('HSET', job, 'crashes', crashes)
  if crashes >= too_many then
    redis.call('ZADD', prefix .. ':wip:' .. queue, now + lease, id .. ':' .. execution)
    poison[#poison + 1] = {id, queue, redis.call('HGETALL', job)}
  else
    redis.call('HSET', job, 'status', 'queued')
    redis.call('HDEL', job, 'started_at', 'worker_name')
    place(prefix, queue, id, tonumber(redis.call('HGET', job, 'priority')) or 0, true)
    recovered[#recovered + 1] = {id, queue, redis.call('HGETALL', job)}
  end
end

-- What RQ's own clean-up would forget: jobs past their time to be kept, and workers that are no more.
local function forget(queue)
  for _, registry in ipairs({'finished', 'canceled', 'failed'}) do
    local key = prefix .. ':' .. registry .. ':' .. queue
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', key, '-inf', now, 'LIMIT', 0, 1000)) do
      redis.call('ZREM', key, id)
      redis.call('HDEL', prefix .. ':dead_letters', id)
    end
  end
  for _, worker in ipairs(redis.call('SMEMBERS', prefix .. ':workers:' .. queue)) do
    if redis.call('EXISTS', worker) == 0 then
      redis.call('SREM', prefix .. ':workers:' .. queue, worker)
      redis.call('SREM', prefix .. ':workers', worker)
    end
  end
end

for position = 5, #ARGV do
  local queue = ARGV[position]
  forget(queue)
  local wip = prefix .. ':wip:' .. queue
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', wip, '-inf', now, 'LIMIT', 0, 100)) do
    redis.call('ZREM', wip, entry)
    redis.call('DEL', prefix .. ':execution:' .. entry)
    local id = string.match(entry, '^(.*):[^:]*$')
    if id and is_id(id) then
      redis.call('DEL', prefix .. ':executions:' .. id)
      recover(queue, id)
    end
  end
end
return {recovered, poison}
