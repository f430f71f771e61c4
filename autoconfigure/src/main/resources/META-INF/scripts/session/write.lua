-- Writes fields of a session that still exists.
-- KEYS[1] session   ARGV[1] field   ARGV[2] value   ARGV[3] field   and so on
-- Returns 1 when written, 0 when there is no such session any more.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
for i = 1, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
end
return 1
