-- It failed us. With `most` failures in a row it is shut, for longer each time. Answers whether it was shut just now and for how many
-- milliseconds it is (0 if not at all), and whether it was shut for the first time.
local prefix, name, weight, most, why = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local IN_A_ROW_SECONDS, SHORTEST_SECONDS, LONGEST_SECONDS, REMEMBERED_SECONDS = 600, 15, 300, 86400
local key, now = prefix .. ':circuit:' .. name, seconds_now()
local failures = redis.call('HINCRBY', key, 'failures', weight)
local shut_until = tonumber(redis.call('HGET', key, 'shut_until') or nil)
if shut_until and shut_until > now then
  return {math.ceil((shut_until - now) * 1000), 0}
end
if failures < most and not shut_until then
  redis.call('EXPIRE', key, IN_A_ROW_SECONDS)
  return {0, 0}
end
local times = redis.call('HINCRBY', key, 'times', 1)
local wait = math.min(LONGEST_SECONDS, SHORTEST_SECONDS * 2 ^ (times - 1))
redis.call('HSET', key, 'shut_until', string.format('%.3f', now + wait), 'why', why, 'since', redis.call('HGET', key, 'since') or now)
redis.call('EXPIRE', key, REMEMBERED_SECONDS)
redis.call('DEL', key .. ':probe')
redis.call('SADD', prefix .. ':circuits', name)
return {wait * 1000, times == 1 and 1 or 0}
