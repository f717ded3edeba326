/**
 * Releases a lock if the caller still holds it.
 * KEYS[1]: lock. ARGV[1]: the caller's token.
 */
export const RELEASE_LOCK = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * Takes a lock if no one holds it: 1 when it was taken. A lock that would outlive the longest one, which no replica sets,
 * is left no more than that.
 * KEYS[1]: lock. ARGV[1]: the caller's token. ARGV[2]: lifetime in milliseconds.
 */
export const TAKE_LOCK = `
if redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') then return 1 end
local left = redis.call('PTTL', KEYS[1])
if left < 0 or left > tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

/**
 * Extends a lock if the caller still holds it.
 * KEYS[1]: lock. ARGV[1]: the caller's token. ARGV[2]: new lifetime in milliseconds.
 */
export const EXTEND_LOCK = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

/**
 * Begins a pause, unless a longer one has begun. Its length is kept with it.
 * KEYS[1]: pause. ARGV[1]: length in milliseconds.
 */
export const BEGIN_PAUSE = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[1]) end
return 0`;

/**
 * Admits and logs one request, or returns how long to wait: {pause in milliseconds, wait in milliseconds}, both 0 when
 * the request is admitted. The log is a sorted set of the latest requests, scored by the latest time at which each one
 * arrives at the provider; `ARRIVES` lowers that score once more is known. Times are Redis's own, so the replicas' clocks
 * do not matter. A key of another type and scores that no replica writes are removed: they would hold up every request.
 * A pause that has more left than its length is cut to that: the clock of Redis was set back. Earlier versions wrote 1 in
 * place of the length.
 * KEYS[1]: pause. KEYS[2]: log. ARGV[1]: requests per window; 0 for no limit. ARGV[2]: window in milliseconds.
 * ARGV[3]: longest time until the request arrives, in milliseconds. ARGV[4]: id of the request.
 */
export const ADMIT = `
local pause = redis.call('PTTL', KEYS[1])
if pause > 0 then
  local length = tonumber(redis.pcall('GET', KEYS[1]))
  if length and length > 1 and pause > length then
    redis.call('PEXPIRE', KEYS[1], math.floor(length))
    pause = length
  end
  return {pause, 0}
end
local most, window, late = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if most == 0 then return {0, 0} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local type = redis.call('TYPE', KEYS[2]).ok
if type ~= 'zset' and type ~= 'none' then redis.call('DEL', KEYS[2]) end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '(' .. (now + late), '+inf')
local logged = redis.call('ZCARD', KEYS[2])
if logged >= most then
  local oldest = redis.call('ZRANGE', KEYS[2], logged - most, logged - most, 'WITHSCORES')
  return {0, oldest[2] + window - now}
end
redis.call('ZADD', KEYS[2], now + late, ARGV[4])
redis.call('PEXPIRE', KEYS[2], window + late)
return {0, 0}`;

/**
 * Lowers the logged arrival time of an admitted request; never raises it.
 * KEYS[1]: log. ARGV[1]: id of the request. ARGV[2]: longest time from now until it arrives, in milliseconds.
 */
export const ARRIVES = `
local time = redis.call('TIME')
local arrival = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2])
local latest = redis.call('ZSCORE', KEYS[1], ARGV[1])
if latest and tonumber(latest) > arrival then redis.call('ZADD', KEYS[1], 'XX', arrival, ARGV[1]) end
return 0`;
