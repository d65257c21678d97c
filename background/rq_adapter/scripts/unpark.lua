-- Let parked jobs wait in line again, if the code that asks knows them.
-- ARGV: prefix, queue, then pairs of wire name and the newest version of its payload that the code knows.
-- Returns how many there were.
local prefix, queue = ARGV[1], ARGV[2]
local parked, now = prefix .. ':parked:' .. queue, seconds_now()
local LOOKED_AT = 10000
local known, count_unparked = {}, 0

for position = 3, #ARGV, 2 do
  known[ARGV[position]] = tonumber(ARGV[position + 1])
end
for _, id in ipairs(try('ZRANGE', parked, 0, LOOKED_AT - 1) or {}) do
  local job = prefix .. ':job:' .. id
  if not is_id(id) or redis.call('TYPE', job).ok ~= 'hash' then
    put_aside(prefix, id, now)
    redis.call('ZREM', parked, id)
  else
    local name, version = unpack(redis.call('HMGET', job, 'description', 'version'))
    if (known[name] or 0) >= (tonumber(version or 1) or 1) then
      place(prefix, queue, id, priority_of(job), false)
      redis.call('HSET', job, 'status', 'queued')
      try('ZREM', prefix .. ':deferred:' .. queue, id)
      redis.call('ZREM', parked, id)
      count_unparked = count_unparked + 1
    end
  end
end
return count_unparked
