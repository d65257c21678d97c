-- Note how far a running job is, if the reporter still has it.
-- ARGV: prefix, id, execution, percent, step.
-- Returns 1, or 0 when somebody else has the job, or nobody.
local job = ARGV[1] .. ':job:' .. ARGV[2]
local status, execution = unpack(redis.call('HMGET', job, 'status', 'execution'))
if status ~= 'started' or execution ~= ARGV[3] then
  return 0
end
redis.call('HSET', job, 'progress', ARGV[4], 'step', ARGV[5])
return 1
