-- What a job remembers of a step, for the execution that has it.
-- ARGV: prefix, id, execution, name, steps that a job may have.
-- Returns the result, false when there is none, 0 when somebody else has the job, or nobody, 1 when there is no room for one more.
local job = ARGV[1] .. ':job:' .. ARGV[2]
if not has_lease(job, ARGV[3]) then
  return 0
end
local result = redis.call('HGET', job, 'once:' .. ARGV[4])
if result then
  return result
end
local steps = 0
for _, field in ipairs(redis.call('HKEYS', job)) do
  if string.sub(field, 1, 5) == 'once:' then
    steps = steps + 1
  end
end
return steps >= tonumber(ARGV[5]) and 1 or false
