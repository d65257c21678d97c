-- Let parked jobs wait in line again, if the code that asks knows them.
-- ARGV: prefix, queue, how many to pass over, then pairs of wire name and the newest version of its payload that the code knows.
-- Returns {how many go on, how many were looked at and stay, 1 if there may be more}.
local prefix, queue, first = ARGV[1], ARGV[2], tonumber(ARGV[3])
local parked, now = prefix .. ':parked:' .. queue, seconds_now()
local LOOKED_AT = 1000
local known, go_on, stay = {}, 0, 0

for position = 4, #ARGV, 2 do
  known[ARGV[position]] = tonumber(ARGV[position + 1])
end
local ids = try('ZRANGE', parked, first, first + LOOKED_AT - 1) or {}
for _, id in ipairs(ids) do
  local job = prefix .. ':job:' .. id
  if not is_id(id) or redis.call('TYPE', job).ok ~= 'hash' then
    put_aside(prefix, id, now)
    redis.call('ZREM', parked, id)
  else
    local name, version = unpack(redis.call('HMGET', job, 'description', 'version'))
    if (known[name] or 0) >= (tonumber(version or 1) or 1) then
      lines().place(prefix, queue, id, false)
      redis.call('HSET', job, 'status', 'queued')
      try('ZREM', prefix .. ':deferred:' .. queue, id)
      redis.call('ZREM', parked, id)
      go_on = go_on + 1
    else
      stay = stay + 1
    end
  end
end
return {go_on, stay, #ids == LOOKED_AT and 1 or 0}
