import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subgraphSdl } from '../../schema/federation/sdl.ts';
import { schema } from '../../schema/index.ts';
import { type Config, readConfig } from '../../src/config/config.ts';
import { knownProviders } from '../../src/server/start.ts';
import { entryFor, temporaryFile } from '../access/access-fixture.ts';
import { COMPOSERS } from '../federation/compose.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { readCompose, readDockerfile, readKubernetes, readProjectFile } from './manifests.ts';

const compose = readCompose();
const kubernetes = readKubernetes('switchboard.yaml');
const manifest = (kind: string) => {
  const found = kubernetes.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found.spec;
};
const deployment = manifest('Deployment');
const pod = deployment.template?.spec;
const [container] = pod?.containers ?? [];
if (pod === undefined || container === undefined) throw new Error('the Deployment runs nothing');

const inKubernetes = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
const inCompose = compose['switchboard']?.environment ?? {};
const inImage = Object.fromEntries(
  readDockerfile()
    .filter(({ name }) => name === 'ENV')
    .flatMap(({ rest }) => rest.split(' ').map((pair) => pair.split('=') as [string, string])),
);

/** The configuration that these variables make, and the names that were looked for. */
function configOf(variables: Record<string, string>): { config: Config; known: ReadonlySet<string> } {
  const known = new Set<string>();
  const environment = new Proxy(variables, {
    get: (target, name) => {
      known.add(String(name));
      return target[String(name)];
    },
  });
  return { config: readConfig(environment, knownProviders), known };
}

describe('the settings in the manifests', () => {
  it('are ones that the server reads', () => {
    const { known } = configOf({});
    const named = [...Object.keys(inKubernetes), ...Object.keys(inCompose), ...Object.keys(inImage)];
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('are accepted, with a key and access control in Kubernetes', () => {
    const tokens = temporaryFile('tokens.json', JSON.stringify([entryFor('a-token')]));
    const { config } = configOf({
      ...inImage,
      ...inKubernetes,
      ACCESS_TOKENS_FILE: tokens,
      OSVI_API_KEY: 'a-key',
    });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 4000 });
    expect(configOf({ ...inImage, ...inCompose }).config.host).toBe('0.0.0.0');
  });

  it('let the process end by itself before it is killed', () => {
    const ofPod = configOf({ SHUTDOWN_TIMEOUT_MS: inKubernetes['SHUTDOWN_TIMEOUT_MS'] ?? '' }).config;
    expect(ofPod.shutdownTimeoutMs).toBeLessThan(pod.terminationGracePeriodSeconds * 1_000);
    expect(Number(inKubernetes['SHUTDOWN_GRACE_MS'])).toBeLessThan(ofPod.shutdownTimeoutMs);
    const killedAfterMs = Number.parseInt(compose['switchboard']?.stop_grace_period ?? '', 10) * 1_000;
    expect(Number(inCompose['SHUTDOWN_TIMEOUT_MS'])).toBeLessThan(killedAfterMs);
    expect(Number(inCompose['SHUTDOWN_GRACE_MS'])).toBeLessThan(Number(inCompose['SHUTDOWN_TIMEOUT_MS']));
  });

  it('leave the process several times the memory of its cache', () => {
    expect(container.resources.limits.memory).toBe('512Mi');
    expect(Number(inKubernetes['CACHE_MAX_MB']) * 4).toBeLessThan(512);
  });
});

describe('addresses', () => {
  const port = inImage['PORT'];

  it('are on one port from the image to the service', () => {
    expect(readDockerfile().find(({ name }) => name === 'EXPOSE')?.rest).toBe(port);
    expect(container.ports).toEqual([{ name: 'http', containerPort: Number(port) }]);
    expect(manifest('Service').ports).toMatchObject([{ port: Number(port), targetPort: 'http' }]);
    expect(compose['switchboard']?.expose).toEqual([port]);
  });

  it('of the supergraph lead to that service', () => {
    expect(readProjectFile('deploy/supergraph.graphql')).toContain(`"http://switchboard:${port}/graphql"`);
    expect(kubernetes.find(({ kind }) => kind === 'Service')?.metadata.name).toBe('switchboard');
  });

  it('of Valkey are where Valkey is', () => {
    const [, service] = readKubernetes('valkey.yaml');
    const { hostname, port: redisPort } = new URL(inKubernetes['REDIS_URL'] ?? '');
    expect(hostname).toBe(service?.metadata.name);
    expect(service?.spec.ports).toMatchObject([{ port: Number(redisPort) }]);
    expect(compose['valkey']?.expose).toEqual([new URL(inCompose['REDIS_URL'] ?? '').port]);
  });

  it('of files that Compose mounts are there', () => {
    const mounted = Object.values(compose).flatMap(({ volumes = [] }) =>
      volumes.map((each) => each.split(':')[0]),
    );
    expect(mounted.length).toBeGreaterThan(1);
    for (const path of mounted)
      expect(existsSync(new URL(`../../deploy/${path}`, import.meta.url)), path).toBe(true);
  });
});

describe('probes', () => {
  let testServer: TestServer;
  beforeAll(async () => {
    testServer = await startTestServer();
  });
  afterAll(() => testServer.stop());

  it('ask addresses that the server answers', async () => {
    for (const { httpGet } of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
      expect(httpGet.port).toBe('http');
      expect((await fetch(`${testServer.url}${httpGet.path}`)).status, httpGet.path).toBe(200);
    }
    expect(container.readinessProbe.httpGet.path).toBe('/ready');
    expect(container.livenessProbe.httpGet.path).toBe('/health');
  });
});

describe('in Kubernetes', () => {
  const labels = deployment.template?.metadata.labels;

  it('everything selects the same pods', () => {
    expect(deployment.selector?.['matchLabels']).toEqual(labels);
    expect(manifest('Service').selector).toEqual(labels);
    expect(manifest('PodDisruptionBudget').selector?.['matchLabels']).toEqual(labels);
    expect(manifest('NetworkPolicy').podSelector?.matchLabels).toEqual(labels);
  });

  it('one replica may be away at a time', () => {
    expect(manifest('PodDisruptionBudget').minAvailable).toBe((deployment.replicas ?? 0) - 1);
  });

  it('the process is nobody in particular, and can change nothing', () => {
    const user = readDockerfile()
      .find(({ name }) => name === 'USER')
      ?.rest.split(':')[0];
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: Number(user) });
    expect(Number(user)).toBeGreaterThan(0);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(compose['switchboard']?.read_only).toBe(true);
  });
});

describe('the supergraph of deploy', () => {
  it('is what the subgraph composes to (npx vitest run test/deploy -u writes it anew)', async () => {
    const url = 'http://switchboard:4000/graphql';
    const sdl = COMPOSERS.hive([{ name: 'switchboard', url, sdl: subgraphSdl(schema) }]);
    await expect(sdl).toMatchFileSnapshot('../../deploy/supergraph.graphql');
  });
});
