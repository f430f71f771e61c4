-- Renews the lease of a load if the caller still owns it.
-- KEYS[1] lease   ARGV[1] owner's token   ARGV[2] lease in ms
-- Returns 1 when renewed, 0 when it has ended or someone else owns it.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
