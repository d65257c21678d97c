-- Record how attempts ended, and take the next jobs in the same step.
-- ARGV: prefix, worker, lease in seconds, start time (ISO 8601, for people), limits (JSON, or ''), how many queues and these in order,
--       how many jobs are wanted and an execution id for each; then for each attempt that ended what settle.lua is told after the worker.
-- Returns {what settle answers for each, the jobs, seconds until it is worth asking again or ''}. Where something goes wrong the step
-- ends and answers what was done before: fewer attempts, no jobs. If nothing was done, the error is the answer.
local prefix, worker = ARGV[1], ARGV[2]
local WORDS_OF_AN_END = 16
local position = 6

local function counted_words()
  local first = position + 1
  position = first + tonumber(ARGV[position])
  return {unpack(ARGV, first, position - 1)}
end

local wishes = {worker = worker, lease = tonumber(ARGV[3]), started_at = ARGV[4], rules = ARGV[5], queues = counted_words(), executions = counted_words()}
local settled = {}

while position <= #ARGV do
  local fine, answer = pcall(settle, prefix, worker, unpack(ARGV, position, position + WORDS_OF_AN_END - 1))
  position = position + WORDS_OF_AN_END
  if not fine then
    return settled[1] and {settled, {}, ''} or error(answer, 0)
  end
  settled[#settled + 1] = answer
end
local fine, taken, wait = pcall(claim, prefix, wishes)
if not fine then
  return settled[1] and {settled, {}, ''} or error(taken, 0)
end
return {settled, taken, wait}
