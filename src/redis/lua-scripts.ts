/** Lets a lock go if it is still the caller's. KEYS: lock. ARGV: token. */
export const RELEASE_LOCK = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** Holds a lock for longer if it is still the caller's. KEYS: lock. ARGV: token, milliseconds. */
export const EXTEND_LOCK = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0`;

/** Begins a pause, unless one that is longer is under way. KEYS: pause. ARGV: milliseconds. */
export const BEGIN_PAUSE = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 0`;

/**
 * Lets one request go and counts it, or says how long to wait: {milliseconds of pause, milliseconds of waiting}. The log
 * is a sorted set of the latest requests by when they arrive at the provider, at the latest: as late as may be at
 * first, then as `ARRIVES` says. Time is Redis's own, so the replicas' clocks do not matter.
 * KEYS: pause, log. ARGV: requests a window (0 for no limit), window and lateness in milliseconds, name of the request.
 */
export const ADMIT = `
local pause = redis.call('PTTL', KEYS[1])
if pause > 0 then return {pause, 0} end
local most, window, late = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if most == 0 then return {0, 0} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - window)
local logged = redis.call('ZCARD', KEYS[2])
if logged >= most then
  local oldest = redis.call('ZRANGE', KEYS[2], logged - most, logged - most, 'WITHSCORES')
  return {0, oldest[2] + window - now}
end
redis.call('ZADD', KEYS[2], now + late, ARGV[4])
redis.call('PEXPIRE', KEYS[2], window + late)
return {0, 0}`;

/** A request arrives sooner than it might have. KEYS: log. ARGV: name of the request, milliseconds from now at the latest. */
export const ARRIVES = `
local time = redis.call('TIME')
local arrival = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2])
local latest = redis.call('ZSCORE', KEYS[1], ARGV[1])
if latest and tonumber(latest) > arrival then redis.call('ZADD', KEYS[1], 'XX', arrival, ARGV[1]) end
return 0`;
