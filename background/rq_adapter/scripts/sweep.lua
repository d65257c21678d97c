-- Find the jobs whose worker died (their lease ran out) and let them go on at the head of their queue, at no attempt's cost.
-- A job that took its worker down too often is leased to the sweeper instead, which buries it.
-- ARGV: prefix, sweeper's execution id, lease in seconds, crashes that make poison, then the queues.
-- Returns {recovered, poison, called off}, the last because somebody had cancelled them: lists of what claiming.lua answers,
--         {id, queue, attempt, the WANTED fields}.
local prefix, execution, lease, too_many = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local now = seconds_now()
local recovered, poison, called_off = {}, {}, {}
local PUT_ASIDE_AT_MOST = 10000

local function as_claimed(job, id, queue)
  return {id, queue, count_of(job, 'attempts'), redis.call('HMGET', job, unpack(WANTED))}
end

local function recover(queue, id, entry)
  local job = prefix .. ':job:' .. id
  if redis.call('TYPE', job).ok ~= 'hash' then
    put_aside(prefix, id, now)
    return
  end
  local status, name, limits, cancel = unpack(redis.call('HMGET', job, 'status', 'description', 'limit', 'cancel'))
  if limits then
    aftermath().make_room(prefix, queue, limits, entry)
  end
  if status ~= 'started' then
    return
  end
  if cancel then
    aftermath().call_off(prefix, queue, id, cancel, now)
    called_off[#called_off + 1] = as_claimed(job, id, queue)
    return
  end
  local crashes = count_of(job, 'crashes') + 1
  if crashes >= too_many then
    redis.call('ZADD', prefix .. ':wip:' .. queue, now + lease, id .. ':' .. execution)
    redis.call('HSET', job, 'crashes', crashes)
    poison[#poison + 1] = as_claimed(job, id, queue)
  else
    lines().place(prefix, queue, id, true)
    redis.call('HSET', job, 'status', 'queued', 'crashes', crashes, 'attempts', math.max(count_of(job, 'attempts') - 1, 0))
    redis.call('HDEL', job, 'started_at', 'worker_name')
    tell(prefix, 'stalled', id, name, queue, count_of(job, 'attempts'), 'its worker died', string.match(entry, '([^:]*)$'))
    recovered[#recovered + 1] = as_claimed(job, id, queue)
  end
end

local function take_back(queue)
  local wip = prefix .. ':wip:' .. queue
  for _, entry in ipairs(try('ZRANGEBYSCORE', wip, '-inf', now, 'LIMIT', 0, 100) or {}) do
    local id = string.match(entry, '^(.*):[^:]*$')
    if id and is_id(id) then
      recover(queue, id, entry)
      redis.call('DEL', prefix .. ':execution:' .. entry, prefix .. ':executions:' .. id)
    else
      put_aside(prefix, id or entry, now)
    end
    redis.call('ZREM', wip, entry)
  end
end

-- What RQ's own clean-up would forget: jobs past their time to be kept, and workers that are no more.
local function forget(queue)
  try('ZREMRANGEBYSCORE', prefix .. ':finished:' .. queue, '-inf', now)
  try('ZREMRANGEBYSCORE', prefix .. ':canceled:' .. queue, '-inf', now)
  for _, id in ipairs(try('ZRANGEBYSCORE', prefix .. ':failed:' .. queue, '-inf', now, 'LIMIT', 0, 1000) or {}) do
    try('HDEL', prefix .. ':dead_letters', id)
    try('ZREM', prefix .. ':failed:' .. queue, id)
  end
  for _, worker in ipairs(try('SMEMBERS', prefix .. ':workers:' .. queue) or {}) do
    if redis.call('EXISTS', worker) == 0 then
      try('SREM', prefix .. ':workers:' .. queue, worker)
      try('SREM', prefix .. ':workers', worker)
    end
  end
end

for position = 5, #ARGV do
  local queue = ARGV[position]
  if is_kind(prefix .. ':queue:' .. queue, 'list') and is_kind(prefix .. ':prioritised:' .. queue, 'zset') then
    take_back(queue)
  end
  forget(queue)
end
try('ZREMRANGEBYRANK', prefix .. ':quarantine', 0, -PUT_ASIDE_AT_MOST - 1)
return {recovered, poison, called_off}
