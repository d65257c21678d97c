-- May we try this service? Answers how many milliseconds to wait, 0 for a yes, and why it is shut.
-- When its time is over one caller gets a yes, for a probe; should that caller vanish, another one does after a while.
local prefix, name = ARGV[1], ARGV[2]
local PROBE_SECONDS, LOOK_AGAIN_SECONDS = 30, 5
local key = prefix .. ':circuit:' .. name
local shut_until, why = unpack(redis.call('HMGET', key, 'shut_until', 'why'))
if not shut_until then
  return {0, ''}
end
local wait = tonumber(shut_until) - seconds_now()
if wait <= 0 then
  wait = redis.call('SET', key .. ':probe', 1, 'NX', 'EX', PROBE_SECONDS) and 0 or LOOK_AGAIN_SECONDS
end
return {math.ceil(wait * 1000), why or ''}
