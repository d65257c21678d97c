-- Shared part: which limits a job is under, by what the worker's code declares and by what became of the job before.

local NO_RULES = {queues = {}, jobs = {}}

-- The rules, if they say anything of this name. Looking for it in their JSON takes a fraction of the time of reading them.
local function rules_for(wishes, name)
  if not wishes.read_rules and string.find(wishes.rules, '"' .. name .. '"', 1, true) then
    wishes.read_rules = cjson.decode(wishes.rules)
  end
  return wishes.read_rules or NO_RULES
end

-- What bounds how many jobs like this one run: the limit of its kind and, after crashes, that of the suspects.
-- A job that two workers died with runs while no other such job does: those that only shared a worker with a killer get
-- through, and should a third worker die, it is known whose doing that was.
local SUSPECT_AFTER = 2
local function limits_of(found, queue, wishes)
  local limits, rule = {}, rules_for(wishes, found.name).jobs[found.name]
  if found.crashes >= SUSPECT_AFTER then
    limits[1] = {name = 'suspects:' .. queue, most = 1}
  end
  if rule then
    local name = 'job:' .. rule.name .. (found.limit_key and ':' .. found.limit_key or '')
    limits[#limits + 1] = {name = name, most = rule.most, rate = rule.rate}
  end
  return limits
end
