-- Reads a session without an access.
-- KEYS[1] session
-- Returns the time in ms that it has left, -1 where it has no end, and the fields and values; none where there is no session.
return { redis.call('PTTL', KEYS[1]), redis.call('HGETALL', KEYS[1]) }
