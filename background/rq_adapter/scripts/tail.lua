-- The end of every script: what it told is written down, even if it failed halfway.
local fine, answer = pcall(step)
say(ARGV[1])
if not fine then
  error(answer, 0)
end
return answer
