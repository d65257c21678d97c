-- Add lines to the log of a job that runs, if the writer still has it. Only the newest are kept.
-- ARGV: prefix, id, execution, lines to keep, lines that were dropped on the way, then the lines (JSON).
-- Returns 1, or 0 when somebody else has the job, or nobody.
local job, logs = ARGV[1] .. ':job:' .. ARGV[2], ARGV[1] .. ':logs:' .. ARGV[2]
if not has_lease(job, ARGV[3]) then
  return 0
end
if is_kind(logs, 'list') then
  -- `logged` counts every line there ever was, and tells those who end the job that there is a log.
  redis.call('RPUSH', logs, unpack(ARGV, 6))
  redis.call('LTRIM', logs, -ARGV[4], -1)
  redis.call('HSET', job, 'logged', count_of(job, 'logged') + ARGV[5] + #ARGV - 5)
end
return 1
