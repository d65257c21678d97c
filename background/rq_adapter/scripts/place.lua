-- Shared head of every script that lets a job wait: the RQ list for priority 0, a sorted set beside it for the others.
-- The scores of one priority lie within SPAN / 2 of -priority * SPAN, which a double still holds exactly.
local SPAN = 1e13
local BELL_TOKENS = 64

-- What RQ takes for a job id; anything else was not put there by RQ or by us.
local function is_id(id)
  return string.match(id, '^[%w_-]+$') ~= nil
end

local function ring(prefix, queue)
  local bell = prefix .. ':bell:' .. queue
  if redis.call('LLEN', bell) < BELL_TOKENS then
    redis.call('RPUSH', bell, 1)
  end
end

local function place(prefix, queue, id, priority, at_head)
  redis.call('SADD', prefix .. ':queues', prefix .. ':queue:' .. queue)
  if priority == 0 then
    redis.call(at_head and 'LPUSH' or 'RPUSH', prefix .. ':queue:' .. queue, id)
  else
    local turn = redis.call('INCR', prefix .. ':turn')
    redis.call('ZADD', prefix .. ':prioritised:' .. queue, -priority * SPAN + (at_head and -turn or turn), id)
  end
  ring(prefix, queue)
end

local function seconds_now()
  local time = redis.call('TIME')
  return tonumber(time[1]) + tonumber(time[2]) / 1e6
end
