-- The end of every script: what it told is written down, even if it failed halfway. What a command refused is answered as it was:
-- raised again it would be an ERR, and lose the code by which callers know what passes by itself.
local fine, answer = pcall(step)
say(ARGV[1])
if fine then
  return answer
end
local refusal = type(answer) == 'table' and answer.err or answer
if string.match(refusal, '^%u+ ') then
  return {err = refusal}
end
error(answer, 0)
