import { describe, expect, it } from 'vitest';
import { ConfigError, type Environment, readConfig } from '../../src/config/config.ts';

const problemsOf = (environment: Environment): readonly string[] => {
  try {
    readConfig(environment, []);
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems : ['something else'];
  }
};

const KEY = 'ab'.repeat(32);

describe('REDIS_URL', () => {
  it.each([
    'redis://localhost',
    'redis://10.0.0.7:6380/2',
    'rediss://user:p%40ss@cache.example.com:6379/',
    'redis://:password@[::1]:6379',
  ])('may be %s', (url) => {
    expect(problemsOf({ REDIS_URL: url })).toEqual([]);
    expect(readConfig({ REDIS_URL: url }, []).sharedState).toMatchObject({ url, timeoutMs: 250 });
  });

  it.each([
    ['s3cret@cache.example.com', 'such as redis://'],
    ['localhost:6379', 'must begin with redis://'],
    ['http://user:s3cret@cache.example.com', 'must begin with redis://'],
    ['redis:///s3cret', 'must name a host'],
    ['redis://:s3cret@cache.example.com/name', 'a database number'],
    ['redis://:s3cret@cache.example.com/0?tls=1', 'query'],
  ])('is rejected when it is invalid, and the problem does not show its password: %s', (url, fault) => {
    const problems = problemsOf({ REDIS_URL: url });
    expect(problems).toEqual([expect.stringMatching(/^REDIS_URL must .*\.$/)]);
    expect(problems[0]).toContain(fault);
    expect(problems[0]).not.toContain('s3cret');
  });

  it('may be missing: nothing is shared then', () => {
    expect(readConfig({ CACHE_ENCRYPTION_KEY: KEY }, []).sharedState).toBeNull();
  });
});

describe('CACHE_ENCRYPTION_KEY', () => {
  const bytes = Buffer.from(KEY, 'hex');

  it.each([KEY, KEY.toUpperCase(), bytes.toString('base64'), bytes.toString('base64url')])(
    'may be written as %s',
    (key) => {
      const { sharedState } = readConfig({ REDIS_URL: 'redis://localhost', CACHE_ENCRYPTION_KEY: key }, []);
      expect(sharedState?.encryptionKeys).toEqual([bytes]);
    },
  );

  it.each(['short', 'ab'.repeat(31), `${KEY}ab`, 'zz'.repeat(32), `${bytes.toString('base64')}!`])(
    'is refused when it is not 32 bytes, and not repeated: %s',
    (key) => {
      expect(problemsOf({ CACHE_ENCRYPTION_KEY: key })).toEqual([
        'CACHE_ENCRYPTION_KEY must be 32 bytes, written in hexadecimal or in base64.',
      ]);
    },
  );

  it('must be there when the previous one is', () => {
    expect(problemsOf({ CACHE_ENCRYPTION_KEY_PREVIOUS: KEY })).toHaveLength(1);
  });
});
