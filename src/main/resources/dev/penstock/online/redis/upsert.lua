-- Writes each row that is greater than what its hash holds of the view, and says which were written.
--
-- KEYS     one hash per row; then what says who holds a lease, if one has to be held
-- ARGV 1   how the arriving row must compare to the stored one: 1 greater, 0 at least equal, -2 anyhow
--      2   seconds after which a written hash expires, 0 for never
--      3-4 the fields of event time and created time
--      5   number of features n, then their n fields
--      then for each row: event time, created time ('-' for none), n values
--      last the number of the lease's fence, if there is a lease; or, where its key is on another server,
--      until when rows may be written: milliseconds of the server's clock
--
-- Returns one letter per row: '1' written, '0' not greater, '!' the key holds something else than a hash;
-- or 'lost', and nothing is written, when the lease is not held.
-- Whatever else fails ends the script with that error: it concerns all rows.
local keys, argv, byte, call = KEYS, ARGV, string.byte, redis.pcall
local least, ttl, features = tonumber(argv[1]), tonumber(argv[2]), tonumber(argv[5])
local event_field, created_field = argv[3], argv[4]

-- A varint of 64 bits, as two numbers: a double holds 53 bits only. The upper one has the sign.
local function varint(bytes, at)
  local low, high, scale = 0, 0, 1
  for i = at, at + 3 do
    local octet = byte(bytes, i) or 0
    if octet < 128 then return low + octet * scale, 0, i + 1 end
    low = low + (octet - 128) * scale
    scale = scale * 128
  end
  scale = 1
  for i = at + 4, at + 9 do
    local octet = byte(bytes, i) or 0
    if octet < 128 then
      high = high + octet * scale
      if high >= 34359738368 then high = high - 68719476736 end
      return low, high, i + 1
    end
    high = high + (octet - 128) * scale
    scale = scale * 128
  end
  return low, high, at + 10
end

-- google.protobuf.Timestamp: seconds as field 1, nanoseconds as field 2, zeros left out.
local function time(bytes)
  local low, high, nanos, at = 0, 0, 0, 1
  if byte(bytes, at) == 8 then low, high, at = varint(bytes, at + 1) end
  if byte(bytes, at) == 16 then
    local lower, upper = varint(bytes, at + 1)
    nanos = upper * 268435456 + lower
  end
  return high, low, nanos
end

-- 1, 0 or -1 as the one time is after, at or before the other.
local function compare(one, other)
  if one == other then return 0 end
  local high, low, nanos = time(one)
  local other_high, other_low, other_nanos = time(other)
  if high ~= other_high then return high > other_high and 1 or -1 end
  if low ~= other_low then return low > other_low and 1 or -1 end
  if nanos ~= other_nanos then return nanos > other_nanos and 1 or -1 end
  return 0
end

local function compare_created(one, other)
  if one == '-' then return other and -1 or 0 end
  return other and compare(one, other) or 1
end

-- HSET in as few commands as Lua's stack allows; their names stay, their values change from row to row.
local commands = {}
for from = 1, math.max(features, 1), 1000 do
  local command = {'HSET', ''}
  for feature = from, math.min(features, from + 999) do
    command[#command + 1] = argv[5 + feature]
    command[#command + 1] = ''
  end
  commands[#commands + 1] = command
end
local first = commands[1]
local first_size = #first

local function write(key, at, event, created, stored_created)
  local value = at + 2
  for i = 1, #commands do
    local command = commands[i]
    command[2] = key
    local size = i == 1 and first_size or #command
    for place = 4, size, 2 do
      value = value + 1
      command[place] = argv[value]
    end
    if i == 1 then
      command[size + 1], command[size + 2] = event_field, event
      size = size + 2
      if created ~= '-' then
        command[size + 1], command[size + 2] = created_field, created
        size = size + 2
      end
    end
    local answer = call(unpack(command, 1, size))
    if type(answer) == 'table' and answer.err then return answer end
  end
  if created == '-' and stored_created then call('HDEL', key, created_field) end
  if ttl > 0 then call('EXPIRE', key, ttl) end
end

local rows = math.floor((#argv - 5 - features) / (2 + features))
if rows < #keys then
  local held = call('GET', keys[#keys])
  if type(held) == 'table' then return held end
  if held ~= argv[#argv] then return 'lost' end
elseif #argv > 5 + features + rows * (2 + features) then
  local now = call('TIME')
  if tonumber(argv[#argv]) <= now[1] * 1000 + now[2] / 1000 then return 'lost' end
end

local told = {}
local at = 5 + features
for i = 1, rows do
  local key, event, created = keys[i], argv[at + 1], argv[at + 2]
  local stored = call('HMGET', key, event_field, created_field)
  local failed = stored.err and stored
  local letter = '0'
  if not failed then
    local order = 1
    if stored[1] then
      order = compare(event, stored[1])
      if order == 0 then order = compare_created(created, stored[2]) end
    end
    if order >= least then
      failed = write(key, at, event, created, stored[2])
      letter = '1'
    end
  end
  if failed then
    if string.find(failed.err, 'WRONGTYPE', 1, true) ~= 1 then
      -- Some versions put the line of the script before the code of the error.
      return {err = string.match(failed.err, '%u%u%u.*') or failed.err}
    end
    letter = '!'
  end
  told[i] = letter
  at = at + 2 + features
end
return table.concat(told)
