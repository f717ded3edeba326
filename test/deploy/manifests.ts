import { readFileSync } from 'node:fs';
import { parse, parseAllDocuments } from 'yaml';

/** A file of the project, by its path from the root. */
export const readProjectFile = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** One instruction of a Dockerfile, with continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly rest: string;
  /** Index of the build stage; -1 before the first `FROM`. */
  readonly stage: number;
}

export function readDockerfile(): readonly Instruction[] {
  const lines = readProjectFile('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  let stage = -1;
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
      if (name === 'FROM') stage += 1;
      return { name, rest, stage };
    });
}

export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}
export interface Container {
  readonly image: string;
  /** A variable has a `value`, or takes it from the key of a Secret. */
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly securityContext: Readonly<Record<string, unknown>>;
}
interface Pod {
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly runAsUser: number };
  readonly containers: readonly [Container];
}
interface IngressPath {
  readonly path: string;
  readonly pathType: string;
  readonly backend: { readonly service: { readonly name: string; readonly port: { readonly name: string } } };
}
/** The members of a Kubernetes object that the tests read. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  /** Of a Secret. */
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly scaleTargetRef?: { readonly kind: string; readonly name: string };
    readonly jobLabel?: string;
    readonly endpoints?: readonly { readonly port: string; readonly path: string }[];
    readonly rules?: readonly { readonly http: { readonly paths: readonly IngressPath[] } }[];
    readonly egress?: readonly { readonly ports: readonly { readonly port: number }[] }[];
    readonly replicas?: number;
    readonly minAvailable?: number;
    readonly selector?: Readonly<Record<string, unknown>>;
    readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly ports?: readonly {
      readonly name: string;
      readonly port: number;
      readonly targetPort: string;
    }[];
    readonly template?: { readonly metadata: { readonly labels: object }; readonly spec: Pod };
  };
}

export const readKubernetes = (file: string): readonly Manifest[] =>
  parseAllDocuments(readProjectFile(`deploy/kubernetes/${file}`)).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as Manifest;
  });

export interface Kustomization {
  readonly resources: readonly string[];
  readonly images: readonly { readonly name: string; readonly newTag: string }[];
}

export const readKustomization = (): Kustomization =>
  parse(readProjectFile('deploy/kubernetes/kustomization.yaml')) as Kustomization;

export interface ComposeService {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly expose?: readonly string[];
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly volumes?: readonly string[];
  readonly deploy?: { readonly replicas?: number };
}

/** The services of the Compose file, with every `${NAME:-default}` as it is when NAME is unset. */
export function readCompose(): Readonly<Record<string, ComposeService>> {
  const text = readProjectFile('deploy/compose.yaml').replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1');
  return (parse(text) as { services: Record<string, ComposeService> }).services;
}
