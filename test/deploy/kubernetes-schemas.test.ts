import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../architecture/source-tree.ts';
import { readKubernetes } from './manifests.ts';

/** Validates an object against the schema of its kind in Kubernetes's own OpenAPI document. Throws on a violation. */
type Validate = (manifest: never) => void;

const VALIDATORS: Readonly<Record<string, Validate>> = {
  'apps/v1 Deployment': (manifest) => new Deployment(manifest).validate(),
  'autoscaling/v2 HorizontalPodAutoscaler': (manifest) => new HorizontalPodAutoscaler(manifest).validate(),
  'networking.k8s.io/v1 Ingress': (manifest) => new Ingress(manifest).validate(),
  'networking.k8s.io/v1 NetworkPolicy': (manifest) => new NetworkPolicy(manifest).validate(),
  'policy/v1 PodDisruptionBudget': (manifest) => new PodDisruptionBudget(manifest).validate(),
  'v1 Secret': (manifest) => new Secret(manifest).validate(),
  'v1 Service': (manifest) => new Service(manifest).validate(),
};
/** Kinds that Kubernetes itself does not define. */
const CUSTOM = ['monitoring.coreos.com/v1 ServiceMonitor'];

const manifests = readdirSync(join(ROOT, 'deploy/kubernetes'))
  .filter((file) => file !== 'kustomization.yaml')
  .flatMap((file) => readKubernetes(file))
  .map((manifest) => ({ kind: `${manifest.apiVersion} ${manifest.kind}`, manifest }));

describe('the schemas of Kubernetes', () => {
  it.each(manifests.filter(({ kind }) => !CUSTOM.includes(kind)))('accept a $kind', ({ kind, manifest }) => {
    expect(Object.keys(VALIDATORS)).toContain(kind);
    expect(() => VALIDATORS[kind]?.(manifest as never)).not.toThrow();
  });

  it('reject a Deployment without a selector', () => {
    const { spec, ...deployment } =
      manifests.find(({ kind }) => kind === 'apps/v1 Deployment')?.manifest ?? {};
    const broken = { ...deployment, spec: { ...spec, selector: undefined } };
    expect(() => VALIDATORS['apps/v1 Deployment']?.(broken as never)).toThrow('selector');
  });

  it('cover every kind that deploy/kubernetes uses', () => {
    expect(new Set(manifests.map(({ kind }) => kind))).toEqual(
      new Set([...Object.keys(VALIDATORS), ...CUSTOM]),
    );
  });
});
