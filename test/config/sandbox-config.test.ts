import { describe, expect, it } from 'vitest';
import { ConfigError, type Environment, readConfig } from '../../src/config/config.ts';
import { SCOPES } from '../../src/domain/scope.ts';
import { knownProviders } from '../../src/server/start.ts';
import { entryFor, temporaryFile } from '../access/access-fixture.ts';

/** Whether the sandbox starts, or the problems that keep the server from starting. */
const sandboxOf = (environment: Environment): boolean | readonly string[] => {
  try {
    return readConfig(environment, knownProviders).sandbox;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

const KEY = { OSVI_API_KEY: 'a-key' };
const PUBLIC = { HOST: '0.0.0.0' };
const PRODUCTION = { NODE_ENV: 'production' };

describe('the sandbox', () => {
  it.each<[string, Environment]>([
    ['on the default host', {}],
    ['on another loopback host, in development', { HOST: '::1', NODE_ENV: 'development' }],
    ['anywhere when it is asked for', { ...PUBLIC, ...PRODUCTION, SANDBOX: 'on' }],
  ])('starts without a key %s', (_where, environment) => {
    expect(sandboxOf(environment)).toBe(true);
  });

  it('does not start when there is a key', () => {
    expect(sandboxOf(KEY)).toBe(false);
    expect(sandboxOf({ ...KEY, ...PRODUCTION, SANDBOX: 'off' })).toBe(false);
  });

  it('does not start when a client has an account of its own', () => {
    const providers = { osvi: { apiKey: 'a-key' } };
    const entry = entryFor('swb_token', { scopes: SCOPES, providers });
    const file = temporaryFile('tokens.json', JSON.stringify([entry]));
    expect(sandboxOf({ ...PUBLIC, ...PRODUCTION, ACCESS_TOKENS_FILE: file })).toBe(false);
  });

  it.each<[string, Environment, string]>([
    ['on a host that others can reach', PUBLIC, 'loopback HOST'],
    ['in production', PRODUCTION, 'NODE_ENV=production'],
    ['when the sandbox is off', { SANDBOX: 'off' }, 'SANDBOX is off'],
  ])('is no substitute for a missing key %s: the start is refused', (_where, environment, reason) => {
    const [problem, ...others] = sandboxOf(environment) as readonly string[];
    expect(others).toEqual([]);
    for (const text of [reason, 'OSVI_API_KEY', 'set SANDBOX to on']) expect(problem).toContain(text);
  });

  it('that is requested beside real accounts is rejected', () => {
    expect(sandboxOf({ ...KEY, SANDBOX: 'on' })).toEqual([
      'SANDBOX is on, which serves invented calls, but real accounts are set: OSVI_API_KEY. Unset them, or set SANDBOX to off.',
    ]);
  });

  it('adds no problem of its own to a key or a tokens file that cannot be used', () => {
    expect(sandboxOf({ ...PRODUCTION, OSVI_API_KEY: 'two words' })).toHaveLength(1);
    expect(sandboxOf({ ...PRODUCTION, ACCESS_TOKENS_FILE: '/none/tokens.json' })).toEqual([
      'ACCESS_TOKENS_FILE cannot be read (ENOENT).',
    ]);
  });

  it('is not started by a mistyped key in production, and the problem names the key', () => {
    const problems = sandboxOf({ ...PRODUCTION, VOXWORKS_APIKEY: 'a-key' }) as readonly string[];
    expect(problems).toContainEqual(
      'VOXWORKS_APIKEY is not a setting of this server. Did you mean VOXWORKS_API_KEY?',
    );
  });
});
