-- How these deleted jobs ended is noted. One that was let start afresh meanwhile has no tombstone, and stays. The others stay a little
-- longer: somebody may have read before that they are open, and be about to send them.
-- ARGV: prefix, then the ids.
local UNTIL_NOBODY_REMEMBERS = 600 -- seconds

for position = 2, #ARGV do
  local job = ARGV[1] .. ':job:' .. ARGV[position]
  if try('HEXISTS', job, 'deleted') == 1 then
    redis.call('EXPIRE', job, UNTIL_NOBODY_REMEMBERS)
  end
end
return #ARGV - 1
