-- Keep the result of a step with its job, if the execution that did it still has it.
-- ARGV: prefix, id, execution, name, result (JSON).
-- Returns 1, or 0 when somebody else has the job, or nobody.
local job = ARGV[1] .. ':job:' .. ARGV[2]
if not has_lease(job, ARGV[3]) then
  return 0
end
redis.call('HSET', job, 'once:' .. ARGV[4], ARGV[5])
return 1
