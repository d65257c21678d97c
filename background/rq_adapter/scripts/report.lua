-- Note how far a running job is, if the reporter still has it.
-- ARGV: prefix, id, execution, percent, step.
-- Returns 1, or 0 when somebody else has the job, or nobody.
local job = ARGV[1] .. ':job:' .. ARGV[2]
if not has_lease(job, ARGV[3]) then
  return 0
end
local queue, name, attempt = unpack(redis.call('HMGET', job, 'origin', 'description', 'attempts'))
redis.call('HSET', job, 'progress', ARGV[4], 'step', ARGV[5])
tell(ARGV[1], 'progress', ARGV[2], name, queue, count(attempt), ARGV[4])
return 1
