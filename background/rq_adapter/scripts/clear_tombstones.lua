-- How these deleted jobs ended is noted. One that was let start afresh meanwhile has none, and stays.
-- ARGV: prefix, then the ids.
for position = 2, #ARGV do
  local job = ARGV[1] .. ':job:' .. ARGV[position]
  if try('HEXISTS', job, 'deleted') == 1 then
    redis.call('DEL', job)
  end
end
return #ARGV - 1
