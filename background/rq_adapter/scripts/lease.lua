-- Shared part: whose a running job is.

-- Whether this execution still has the job, which runs.
local function has_lease(job, execution)
  local status, holder = unpack(redis.call('HMGET', job, 'status', 'execution'))
  return status == 'started' and holder == execution
end
