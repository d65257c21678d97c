-- May one more go out now, under all of these rates (GCRA, ITU-T I.371)? Behind the prefix: for how many seconds the caller would wait,
-- then the name, the seconds between two and the seconds of tolerance of each rate. Answers how many milliseconds to wait, and whether
-- the place is taken, so that the caller may go when they are over; otherwise nothing is changed.
local prefix, patience = ARGV[1], tonumber(ARGV[2])
local now, wait = seconds_now(), 0
local expected = {}
for at = 3, #ARGV, 3 do
  expected[at] = math.max(tonumber(try('GET', prefix .. ':pace:' .. ARGV[at]) or 0) or 0, now)
  wait = math.max(wait, expected[at] - tonumber(ARGV[at + 2]) - now)
end
if wait > patience then
  return {math.ceil(wait * 1000), 0}
end
for at = 3, #ARGV, 3 do
  local following = expected[at] + tonumber(ARGV[at + 1])
  redis.call('SET', prefix .. ':pace:' .. ARGV[at], string.format('%.6f', following), 'PX', math.ceil((following - now) * 1000) + 1000)
end
return {math.ceil(wait * 1000), 1}
