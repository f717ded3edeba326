import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subgraphSdl } from '../../schema/federation/sdl.ts';
import { schema } from '../../schema/index.ts';
import { parseTokenFile } from '../../src/access/token-file.ts';
import { type Config, readConfig } from '../../src/config/config.ts';
import { knownProviders } from '../../src/server/start.ts';
import { entryFor, temporaryFile } from '../access/access-fixture.ts';
import { COMPOSERS } from '../federation/compose.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import {
  readCompose,
  readDockerfile,
  readKubernetes,
  readKustomization,
  readProjectFile,
} from './manifests.ts';

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

/** Stands in for the values that operators put into Secrets and into deploy/.env. */
const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64');
const inKubernetes = Object.fromEntries(
  container.env.map(({ name, value = ENCRYPTION_KEY }) => [name, value]),
);
const inCompose = Object.fromEntries(
  Object.entries(compose['switchboard']?.environment ?? {}).map(([name, value]) => [
    name,
    value.startsWith(`\${${name}:?`) ? ENCRYPTION_KEY : value,
  ]),
);
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
  it('every setting in a manifest is one that the server reads', () => {
    const { known } = configOf({});
    const named = [...Object.keys(inKubernetes), ...Object.keys(inCompose), ...Object.keys(inImage)];
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('the server accepts the settings, in Kubernetes with a key and access control', () => {
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

  it('entries in Redis are encrypted', () => {
    for (const variables of [inKubernetes, inCompose])
      expect(configOf({ ...variables, ACCESS_TOKENS_FILE: '' }).config.sharedState?.encryptionKeys).toEqual([
        Buffer.from(ENCRYPTION_KEY, 'base64'),
      ]);
  });

  it('the example Secrets have every key that the Deployment takes', () => {
    const secrets = new Map(
      readKubernetes('secrets.example.yaml').map(({ metadata, stringData }) => [metadata.name, stringData]),
    );
    const taken = container.env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []);
    expect(taken.length).toBeGreaterThan(0);
    for (const { name, key } of taken) expect(Object.keys(secrets.get(name) ?? {})).toContain(key);
    const { known } = configOf({});
    expect(Object.keys(secrets.get('switchboard') ?? {}).filter((name) => !known.has(name))).toEqual([]);
    expect(() => parseTokenFile(secrets.get('switchboard-tokens')?.['tokens.json'] ?? '', [])).not.toThrow();
  });

  it('every setting in .env.example is one that the server reads', () => {
    const { known } = configOf({});
    const named = [...readProjectFile('deploy/.env.example').matchAll(/^(?:# )?([A-Z_]+)=/gm)];
    expect(named.length).toBeGreaterThan(2);
    expect(named.map(([, name = '']) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  it('the shutdown timeout ends before the platform kills the process', () => {
    const ofPod = configOf({ SHUTDOWN_TIMEOUT_MS: inKubernetes['SHUTDOWN_TIMEOUT_MS'] ?? '' }).config;
    expect(ofPod.shutdownTimeoutMs).toBeLessThan(pod.terminationGracePeriodSeconds * 1_000);
    expect(Number(inKubernetes['SHUTDOWN_GRACE_MS'])).toBeLessThan(ofPod.shutdownTimeoutMs);
    const killedAfterMs = Number.parseInt(compose['switchboard']?.stop_grace_period ?? '', 10) * 1_000;
    expect(Number(inCompose['SHUTDOWN_TIMEOUT_MS'])).toBeLessThan(killedAfterMs);
    expect(Number(inCompose['SHUTDOWN_GRACE_MS'])).toBeLessThan(Number(inCompose['SHUTDOWN_TIMEOUT_MS']));
  });

  it('the memory limit is several times the cache size', () => {
    expect(container.resources.limits.memory).toBe('512Mi');
    expect(Number(inKubernetes['CACHE_MAX_MB']) * 4).toBeLessThan(512);
  });
});

describe('ports and names', () => {
  const port = inImage['PORT'];

  it('the port is the same from the image to the service', () => {
    expect(readDockerfile().find(({ name }) => name === 'EXPOSE')?.rest).toBe(port);
    expect(container.ports).toEqual([{ name: 'http', containerPort: Number(port) }]);
    expect(manifest('Service').ports).toMatchObject([{ port: Number(port), targetPort: 'http' }]);
    expect(compose['switchboard']?.expose).toEqual([port]);
  });

  it('the supergraph names the service and its port', () => {
    expect(readProjectFile('deploy/supergraph.graphql')).toContain(`"http://switchboard:${port}/graphql"`);
    expect(kubernetes.find(({ kind }) => kind === 'Service')?.metadata.name).toBe('switchboard');
  });

  it('REDIS_URL names the service of Valkey and its port', () => {
    const [, service] = readKubernetes('valkey.yaml');
    const { hostname, port: redisPort } = new URL(inKubernetes['REDIS_URL'] ?? '');
    expect(hostname).toBe(service?.metadata.name);
    expect(service?.spec.ports).toMatchObject([{ port: Number(redisPort) }]);
    expect(compose['valkey']?.expose).toEqual([new URL(inCompose['REDIS_URL'] ?? '').port]);
  });

  it('the files that Compose mounts exist', () => {
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

  it('the probes use paths that the server serves', async () => {
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

  it('every object selects the same pods', () => {
    expect(deployment.selector?.['matchLabels']).toEqual(labels);
    expect(manifest('Service').selector).toEqual(labels);
    expect(manifest('PodDisruptionBudget').selector?.['matchLabels']).toEqual(labels);
    expect(manifest('NetworkPolicy').podSelector?.matchLabels).toEqual(labels);
  });

  it('at most one replica may be evicted at a time', () => {
    expect(manifest('PodDisruptionBudget').minAvailable).toBe((deployment.replicas ?? 0) - 1);
  });

  it('the process runs without privileges and with a read-only file system', () => {
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

describe('additions to Kubernetes', () => {
  it('the kustomization names every file, in comments those that are optional', () => {
    const text = readProjectFile('deploy/kubernetes/kustomization.yaml');
    const files = readdirSync(new URL('../../deploy/kubernetes/', import.meta.url)).filter(
      (file) => file !== 'kustomization.yaml' && !file.includes('.example.'),
    );
    expect(files.length).toBeGreaterThan(4);
    const named = [...text.matchAll(/^ {2}(?:# )?- (\S+\.yaml)/gm)].map(([, file]) => file);
    expect(named.sort()).toEqual(files.sort());
    expect(readKustomization().resources).toEqual(['switchboard.yaml', 'valkey.yaml']);
  });

  it('every image has a tag, which is the version of the package', () => {
    const { version } = JSON.parse(readProjectFile('package.json')) as { version: string };
    expect(container.image).toBe(`switchboard:${version}`);
    expect(compose['switchboard']?.image).toBe(`switchboard:${version}`);
    expect(readKustomization().images).toMatchObject([{ name: 'switchboard', newTag: version }]);
  });

  it('the ingress leads to the graph only', () => {
    const [ingress] = readKubernetes('ingress.yaml');
    const paths = ingress?.spec.rules?.flatMap(({ http }) => http.paths);
    const [port] = manifest('Service').ports ?? [];
    expect(paths).toEqual([
      {
        path: '/graphql',
        pathType: 'Exact',
        backend: { service: { name: 'switchboard', port: { name: port?.name } } },
      },
    ]);
  });

  it('the autoscaler scales the Deployment, the monitor scrapes the Service as the job of the alerts', () => {
    const [autoscaler] = readKubernetes('autoscaler.yaml');
    expect(autoscaler?.spec.scaleTargetRef).toMatchObject({ kind: 'Deployment', name: 'switchboard' });
    const [monitor] = readKubernetes('service-monitor.yaml');
    const service = kubernetes.find(({ kind }) => kind === 'Service');
    expect(monitor?.spec.selector?.['matchLabels']).toEqual(service?.metadata.labels);
    expect(service?.metadata.labels?.[monitor?.spec.jobLabel ?? '']).toBe('switchboard');
    expect(monitor?.spec.endpoints).toMatchObject([{ port: 'http', path: '/metrics' }]);
  });

  it('the network policy allows egress to DNS, Redis, traces and HTTPS', () => {
    const ports = manifest('NetworkPolicy').egress?.flatMap(({ ports }) => ports.map(({ port }) => port));
    expect(new Set(ports)).toEqual(
      new Set([53, Number(new URL(inKubernetes['REDIS_URL'] ?? '').port), 4318, 443]),
    );
  });
});

describe('the supergraph of deploy', () => {
  it('the committed supergraph is what the subgraph composes to (npx vitest run test/deploy -u writes it anew)', async () => {
    const url = 'http://switchboard:4000/graphql';
    const sdl = COMPOSERS.hive([{ name: 'switchboard', url, sdl: subgraphSdl(schema) }]);
    await expect(sdl).toMatchFileSnapshot('../../deploy/supergraph.graphql');
  });
});
