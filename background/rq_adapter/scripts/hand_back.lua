-- Give a job back that was not finished, to the head of its queue, as if it had never been taken.
-- ARGV: prefix, worker, id, execution, queue.
-- Returns 1, 2 when it ends here because it was cancelled meanwhile, or 0 when the lease was lost or the job is no more.
local prefix, worker, id, execution, queue = unpack(ARGV)
local entry, job, wip = id .. ':' .. execution, prefix .. ':job:' .. id, prefix .. ':wip:' .. queue
if not redis.call('ZSCORE', wip, entry) then
  return 0
end
local known = redis.call('TYPE', job).ok == 'hash' and redis.call('HMGET', job, 'description', 'limit', 'cancel', 'renewed')
if known and known[3] then
  aftermath().call_off(prefix, queue, id, known[3], seconds_now())
elseif known then
  lines().place(prefix, queue, id, true)
  redis.call('HSET', job, 'status', 'queued', 'attempts', math.max(count_of(job, 'attempts') - 1, 0))
  redis.call('HDEL', job, 'started_at', 'worker_name')
  tell(prefix, 'retrying', id, known[1], queue, count_of(job, 'attempts'), 'handed back', execution)
end
aftermath().end_execution(prefix, worker, queue, id, execution, known and known[2], known and known[4])
redis.call('ZREM', wip, entry)
return known and (known[3] and 2 or 1) or 0
