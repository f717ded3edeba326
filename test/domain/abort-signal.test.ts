import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AbortSignalLike, LightAbortController } from '../../src/domain/abort-signal.ts';

/** An action of one of five listeners, or of the controller's owner. */
type Step =
  | { readonly does: 'add' | 'remove'; readonly listener: number }
  | { readonly does: 'abort'; readonly reason: number };

const ofListener = (...does: readonly ('add' | 'remove')[]) =>
  fc.record({ does: fc.constantFrom(...does), listener: fc.nat(4) });
const abort = fc.record({ does: fc.constant('abort' as const), reason: fc.nat(9) });
const step: fc.Arbitrary<Step> = fc.oneof(ofListener('add', 'remove'), abort);
/** Without those that add: whether one that is added as others are told is told as well differs among platforms. */
const stepOfListener: fc.Arbitrary<Step> = fc.oneof(ofListener('remove'), abort);

/** Takes the steps; each listener takes some of its own when it is told. Returns who was told what, in order. */
function told(
  cancellation: AbortSignalLike,
  abort: (reason: number) => void,
  steps: readonly Step[],
  whenTold: readonly (readonly Step[])[],
): readonly string[] {
  const log: string[] = [];
  const listeners = whenTold.map((own, index) => () => {
    log.push(`${index} of ${cancellation.reason}`);
    for (const each of own) take(each);
  });
  const take = (each: Step): void => {
    const listener = each.does === 'abort' ? undefined : listeners[each.listener];
    if (each.does === 'abort') abort(each.reason);
    else if (listener === undefined) return;
    else if (each.does === 'add') cancellation.addEventListener('abort', listener, { once: true });
    else cancellation.removeEventListener('abort', listener);
  };
  for (const each of steps) {
    take(each);
    log.push(`${cancellation.aborted}`);
  }
  return log;
}

describe('a light abort controller', () => {
  it('calls the same listeners, in the same order and as often, as an AbortSignal does', () => {
    const steps = fc.array(step, { maxLength: 12 });
    const whenTold = fc.array(fc.array(stepOfListener, { maxLength: 3 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(steps, whenTold, (taken, own) => {
        const canceller = new LightAbortController();
        const controller = new AbortController();
        const ours = told(canceller, (reason) => canceller.abort(reason), taken, own);
        expect(ours).toEqual(told(controller.signal, (reason) => controller.abort(reason), taken, own));
      }),
      { numRuns: 2_000 },
    );
  });

  it('throws its reason once it is aborted, and not before', () => {
    const canceller = new LightAbortController();
    expect(() => canceller.throwIfAborted()).not.toThrow();
    canceller.abort(new Error('gone'));
    canceller.abort(new Error('gone again'));
    expect(() => canceller.throwIfAborted()).toThrow(/^gone$/);
  });
});
