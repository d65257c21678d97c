-- What jobs that ended well have left: for each id in turn its result as JSON (false where there is none) and how long to keep it.
-- ARGV: prefix, then the ids.
local answer = {}
for position = 2, #ARGV do
  local found = try('HMGET', ARGV[1] .. ':job:' .. ARGV[position], 'return_value', 'result_ttl') or {false, false}
  answer[#answer + 1] = found[1]
  answer[#answer + 1] = found[2]
end
return answer
