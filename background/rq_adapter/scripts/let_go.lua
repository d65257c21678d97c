-- Jobs that are written down need not be kept longer than they asked for.
-- ARGV: prefix, then for each job: id, seconds.
for position = 2, #ARGV, 2 do
  try('EXPIRE', ARGV[1] .. ':job:' .. ARGV[position], ARGV[position + 1], 'LT')
end
return (#ARGV - 1) / 2
