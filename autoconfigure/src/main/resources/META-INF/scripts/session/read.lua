-- Reads a session and stores that it was accessed, if it lives as long as sessions usually do.
-- KEYS[1] session   ARGV[1] time of the access, serialized   ARGV[2] usual interval, serialized
-- ARGV[3] end of a session of that interval that is accessed now, in ms since the epoch
-- Returns 1 when the access is stored, else 0, and the fields and values from before.
local session = redis.call('HGETALL', KEYS[1])
local stored = 0
for i = 1, #session, 2 do
  if session[i] == 'maxInactiveInterval' and session[i + 1] == ARGV[2] then
    redis.call('HSET', KEYS[1], 'lastAccessedTime', ARGV[1])
    redis.call('PEXPIREAT', KEYS[1], ARGV[3])
    stored = 1
  end
end
return { stored, session }
