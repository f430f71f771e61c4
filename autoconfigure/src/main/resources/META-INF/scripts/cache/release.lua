-- Ends the lease of a load if the caller still owns it, and wakes those who wait for it.
-- KEYS[1] lease   ARGV[1] owner's token   ARGV[2] channel   ARGV[3] key that was loaded
-- Returns 1 when ended, 0 when it had ended before or someone else owns it.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', ARGV[2], ARGV[3])
  return 1
end
return 0
