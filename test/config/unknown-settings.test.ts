import { describe, expect, it } from 'vitest';
import { ConfigError, type Environment, readConfig } from '../../src/config/config.ts';
import { editDistance } from '../../src/config/edit-distance.ts';
import { knownProviders } from '../../src/server/start.ts';

const problemsOf = (environment: Environment): readonly string[] => {
  try {
    readConfig(environment, knownProviders);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe('a variable that looks like a setting and is none', () => {
  it.each([
    ['VOXWORKS_APIKEY', 'VOXWORKS_API_KEY'],
    ['VOXWORK_API_KEY', 'VOXWORKS_API_KEY'],
    ['VOXWORSK_API_KEY', 'VOXWORKS_API_KEY'],
    ['voxworks_api_key', 'VOXWORKS_API_KEY'],
    ['SYNTHFLOW_API_KEYS', 'SYNTHFLOW_API_KEY'],
    ['SYNTFLOW_APIKEY', 'SYNTHFLOW_API_KEY'],
    ['PURETALK_BASEURL', 'PURETALK_BASE_URL'],
    ['OSV_API_KEY', 'OSVI_API_KEY'],
    ['OSVI_REQUESTS', 'OSVI_REQUESTS_PER_SECOND'],
    ['UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT_MS'],
    ['UPSTREAM_DEADLINE', 'UPSTREAM_DEADLINE_MS'],
    ['CACHE_MAXMB', 'CACHE_MAX_MB'],
    ['CACHE_MAX', 'CACHE_MAX_MB'],
    ['CACHE_ENCRYPTION_KEYS', 'CACHE_ENCRYPTION_KEY'],
    ['ACCESS_TOKEN_FILE', 'ACCESS_TOKENS_FILE'],
    ['ACCES_TOKEN_FILE', 'ACCESS_TOKENS_FILE'],
    ['ACCESS_JWT_AUDIENCES', 'ACCESS_JWT_AUDIENCE'],
    ['REDIS_URI', 'REDIS_URL'],
    ['REDIS_TIMEOUT', 'REDIS_TIMEOUT_MS'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['CLIENT_MAX_CONCURENT', 'CLIENT_MAX_CONCURRENT'],
    ['TRUSTED_DOCUMENT_FILE', 'TRUSTED_DOCUMENTS_FILE'],
    ['INTROSPECTIONS', 'INTROSPECTION'],
    ['SANDBX', 'SANDBOX'],
  ])('is a problem that names the setting: %s, meant as %s', (name, meant) => {
    expect(problemsOf({ [name]: 'hunter2' })).toEqual([
      `${name} is not a setting of this server. Did you mean ${meant}?`,
    ]);
  });

  it('is a problem that lists the settings of its family when it resembles none of them', () => {
    expect(problemsOf({ SHUTDOWN_WHENEVER: '1' })).toEqual([
      'SHUTDOWN_WHENEVER is not a setting of this server. Remove it, or use one of SHUTDOWN_GRACE_MS, SHUTDOWN_TIMEOUT_MS.',
    ]);
    expect(problemsOf({ OSVI_REGION: 'eu' })[0]).toContain('OSVI_API_KEY, OSVI_BASE_URL');
  });
});

describe('a variable of another program', () => {
  it.each([
    ...['REDIS_SERVICE_HOST', 'REDIS_SERVICE_PORT', 'REDIS_SERVICE_PORT_REDIS', 'REDIS_PORT'],
    ...['REDIS_PORT_6379_TCP', 'REDIS_PORT_6379_TCP_ADDR', 'REDIS_PORT_6379_TCP_PROTO', 'REDIS_PASSWORD'],
    ...['ACCESS_SERVICE_HOST', 'UPSTREAM_PORT', 'UPSTREAM_PORT_80_TCP_PORT', 'CACHE_SERVICE_PORT'],
    ...['VOXWORKS_SERVICE_HOST', 'OSVI_PORT_443_TCP', 'SWITCHBOARD_SERVICE_PORT_HTTP', 'KUBERNETES_PORT'],
    ...['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_BSP_SCHEDULE_DELAY', 'OTEL_SERVICE_NAMES'],
    ...['NODE_OPTIONS', 'NODE_VERSION', 'NODE_ENVS', 'npm_config_cache', 'npm_lifecycle_event'],
    ...['PATH', 'HOME', 'HOSTNAME', 'PWD', 'SHLVL', 'TERM', 'LANG', 'TZ', 'USER', 'MAIL', 'SHELL', 'POST'],
    ...[
      'CI',
      'YARN_VERSION',
      'CACHE_DIR',
      'CLIENT_ID',
      'MAX_WORKERS',
      'LOG_FORMAT',
      'HTTP_PROXY',
      'OVH_API_KEY',
    ],
    ...['OPENAI_API_KEY', 'VAPI_API_KEY', 'DATABASE_URL', 'REDIS_TLS_URL', 'FORCE_COLOR', 'XDG_CACHE_HOME'],
  ])('is no problem: %s', (name) => {
    expect(problemsOf({ [name]: 'anything' })).toEqual([]);
  });

  it('is no problem when it is empty, or when the setting that it resembles is set as well', () => {
    expect(problemsOf({ VOXWORKS_APIKEY: ' ', REDIS_URI: 'redis://a', REDIS_URL: 'redis://a' })).toEqual([]);
  });
});

describe('the edit distance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['abcd', 'abdc', 1],
    ['HOME', 'HOST', 2],
    ['same', 'same', 0],
  ])('of %j and %j is %i', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });
});
