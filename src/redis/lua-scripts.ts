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
 * Counts one request, or says how long to wait: {milliseconds of pause, milliseconds of waiting}. The log holds when
 * the latest requests went out, newest first, as many as may go out in one window. Time is Redis's own, so the replicas'
 * clocks do not matter. KEYS: pause, log. ARGV: requests a window (0 for no limit), window in milliseconds.
 */
export const ADMIT = `
local pause = redis.call('PTTL', KEYS[1])
if pause > 0 then return {pause, 0} end
local most, window = tonumber(ARGV[1]), tonumber(ARGV[2])
if most == 0 then return {0, 0} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local oldest = redis.call('LINDEX', KEYS[2], most - 1)
if oldest and oldest + window > now then return {0, oldest + window - now} end
redis.call('LPUSH', KEYS[2], now)
redis.call('LTRIM', KEYS[2], 0, most - 1)
redis.call('PEXPIRE', KEYS[2], window)
return {0, 0}`;
