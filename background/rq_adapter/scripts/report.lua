-- Note how far a running job is, if the reporter still has it.
-- ARGV: prefix, id, execution, percent, step.
-- Returns 1, or 0 when somebody else has the job, or nobody.
local job = ARGV[1] .. ':job:' .. ARGV[2]
local status, execution, queue, name, attempt =
  unpack(redis.call('HMGET', job, 'status', 'execution', 'origin', 'description', 'attempts'))
if status ~= 'started' or execution ~= ARGV[3] then
  return 0
end
redis.call('HSET', job, 'progress', ARGV[4], 'step', ARGV[5])
tell(ARGV[1], 'progress', ARGV[2], name, queue, count(attempt), ARGV[4])
return 1
