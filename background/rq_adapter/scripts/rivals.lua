-- Which jobs would be refused now, because others have their keys.
-- ARGV: prefix, rule, then keys.
-- Returns for each key the job that has it, or ''.
local answers = {}
for position = 3, #ARGV do
  answers[#answers + 1] = uniqueness().rival_of(ARGV[1], ARGV[position], ARGV[2]) or ''
end
return answers
