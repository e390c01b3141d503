-- What all processes of a project share. Every operation is one call, by the server's clock.
--
-- KEYS[1]  a lease:  { fence, owner, done (us), begun (us), paused (0 or 1), reached (of what was begun) }
-- KEYS[2]  the fence of whoever holds it; expires with the lease
-- KEYS[3]  the windows of a view that are done: { start (us): end (us) }
-- ARGV[1]  the operation, then what it needs
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function text(number)
  return string.format('%.0f', number)
end

local function holds(fence)
  return redis.call('GET', KEYS[2]) == fence
end

-- An empty text stands for nothing.
local function set(field, value)
  if value == '' then
    redis.call('HDEL', KEYS[1], field)
  else
    redis.call('HSET', KEYS[1], field, value)
  end
end

local operations = {}

-- owner, ttl (ms); the fence, or nothing
function operations.acquire(owner, ttl)
  local last = redis.call('HMGET', KEYS[1], 'fence', 'owner')
  if last[2] ~= owner and redis.call('EXISTS', KEYS[2]) == 1 then
    return false
  end
  -- The clock sees to it that numbers grow even when a server has lost what it had.
  local fence = text(math.max(tonumber(last[1] or 0) + 1, now()))
  redis.call('HSET', KEYS[1], 'fence', fence, 'owner', owner)
  redis.call('SET', KEYS[2], fence, 'PX', ttl)
  return fence
end

-- fence, ttl (ms)
function operations.renew(fence, ttl)
  if not holds(fence) then
    return 0
  end
  redis.call('PEXPIRE', KEYS[2], ttl)
  return 1
end

-- fence
function operations.release(fence)
  if holds(fence) then
    redis.call('DEL', KEYS[2])
  end
  return 1
end

-- fence, done, begun
function operations.note(fence, done, begun)
  if not holds(fence) then
    return 0
  end
  if (redis.call('HMGET', KEYS[1], 'begun')[1] or '') ~= begun then
    set('reached', '')
  end
  set('done', done)
  set('begun', begun)
  return 1
end

-- fence, text
function operations.keep(fence, reached)
  if not holds(fence) then
    return 0
  end
  set('reached', reached)
  return 1
end

-- fence
function operations.reached(fence)
  return holds(fence) and redis.call('HMGET', KEYS[1], 'reached')[1]
end

function operations.past()
  return redis.call('HMGET', KEYS[1], 'done', 'begun', 'paused')
end

-- 0 or 1
function operations.pause(paused)
  redis.call('HSET', KEYS[1], 'paused', paused)
  return 1
end

-- the fence or an empty text, start, end; windows that touch become one
function operations.record(fence, first, last)
  if fence ~= '' and not holds(fence) then
    return 0
  end
  local windows = redis.call('HGETALL', KEYS[3])
  for at = 1, #windows, 2 do
    local from, to = windows[at], windows[at + 1]
    if tonumber(from) <= tonumber(last) and tonumber(to) >= tonumber(first) then
      redis.call('HDEL', KEYS[3], from)
      if tonumber(from) < tonumber(first) then
        first = from
      end
      if tonumber(to) > tonumber(last) then
        last = to
      end
    end
  end
  redis.call('HSET', KEYS[3], first, last)
  return 1
end

function operations.windows()
  return redis.call('HGETALL', KEYS[3])
end

return operations[ARGV[1]](unpack(ARGV, 2))
