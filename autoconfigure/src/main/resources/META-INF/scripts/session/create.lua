-- Stores a whole session.
-- KEYS[1] session   ARGV[1] the time in ms that it has left, -1 for no end   ARGV[2] field   ARGV[3] value   and so on
-- Returns 1.
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
if tonumber(ARGV[1]) >= 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return 1
