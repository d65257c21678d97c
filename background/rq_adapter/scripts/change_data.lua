-- Give a job that runs other data, if the execution that says so still has it.
-- ARGV: prefix, id, execution, data, meta, version of the data.
-- Returns 1, or 0 when somebody else has the job, or nobody.
local job = ARGV[1] .. ':job:' .. ARGV[2]
if not has_lease(job, ARGV[3]) then
  return 0
end
redis.call('HSET', job, 'data', ARGV[4], 'meta', ARGV[5])
if tonumber(ARGV[6]) > 1 then
  redis.call('HSET', job, 'version', ARGV[6])
end
local queue, name, attempt = unpack(redis.call('HMGET', job, 'origin', 'description', 'attempts'))
tell(ARGV[1], 'progress', ARGV[2], name, queue, count(attempt), 'its data changed')
return 1
