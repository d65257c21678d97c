-- Put a job back into line that is queued and stands in none.
-- ARGV: prefix, queue, id.
-- Returns 1, or 0 when it is in line, or not queued.
local prefix, queue, id = ARGV[1], ARGV[2], ARGV[3]
local job = prefix .. ':job:' .. id
if redis.call('HGET', job, 'status') ~= 'queued'
  or redis.call('LPOS', prefix .. ':queue:' .. queue, id)
  or redis.call('ZSCORE', prefix .. ':prioritised:' .. queue, id) then
  return 0
end
lines().place(prefix, queue, id, true)
return 1
