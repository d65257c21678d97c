-- Shared part, made when somebody asks for it: which job has a key. One whose job was forgotten or has ended is free, so none is ever taken for nothing.

local HOLDS = {queued = true, scheduled = true, deferred = true, started = true}

-- The job that has the key and its status, or nil. A throttle's key is taken for its time, whatever became of the job.
local function holder_of(prefix, unique, rule)
  local key = prefix .. ':unique:' .. unique
  local id = try('GET', key)
  local status = id and try('HGET', prefix .. ':job:' .. id, 'status')
  if id and (HOLDS[status] or rule == 'throttle' and redis.call('PTTL', key) > 0) then
    return id, status
  end
  return nil
end

-- Under this rule: the job because of which another one is refused, or nil, and then the job that gives way to it.
local function rival_of(prefix, unique, rule)
  local id, status = holder_of(prefix, unique, rule)
  if not id then
    return nil
  elseif rule == 'debounce' then
    return nil, status ~= 'started' and id or nil
  elseif rule == 'replace' and status ~= 'started' then
    return nil, id
  end
  return id
end

return {holder_of = holder_of, rival_of = rival_of}
