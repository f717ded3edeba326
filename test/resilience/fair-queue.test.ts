import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FairQueue } from '../../src/resilience/fair-queue.ts';

it('serves owners in turn, and the items of each in order of arrival', () => {
  const queue = new FairQueue<string>();
  const [one, other] = [{}, {}];
  for (const item of ['a1', 'a2', 'a3']) queue.add(one, item);
  for (const item of ['b1', 'b2']) queue.add(other, item);
  expect(queue).toMatchObject({ size: 5, owners: 2 });
  expect([1, 2, 3, 4, 5, 6].map(() => queue.take())).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', undefined]);
  expect(queue).toMatchObject({ size: 0, owners: 0 });
});

it('gives each item once, unless it was deleted, and lets no owner wait for more than one item of each other', () => {
  const owners = Array.from({ length: 4 }, () => ({}));
  const step = fc.record({ kind: fc.constantFrom('add', 'take', 'delete'), owner: fc.nat({ max: 3 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const queue = new FairQueue<string>();
      const waiting = owners.map((): string[] => []);
      const overtakings = owners.map(() => new Map<number, number>());
      let serial = 0;
      for (const { kind, owner } of steps) {
        const [key, items] = [owners[owner] as object, waiting[owner] as string[]];
        if (kind === 'add') {
          serial += 1;
          items.push(`${owner}:${serial}`);
          queue.add(key, `${owner}:${serial}`);
        } else if (kind === 'delete') {
          const item = items.pop();
          if (item !== undefined) queue.delete(key, item);
          if (items.length === 0) overtakings[owner]?.clear();
        } else {
          const item = queue.take();
          const taken = Number(item?.split(':')[0] ?? -1);
          expect(item).toBe(waiting[taken]?.shift());
          if (item === undefined) expect(waiting.every((each) => each.length === 0)).toBe(true);
          overtakings[taken]?.clear();
          for (const [index, each] of waiting.entries()) {
            if (index === taken || each.length === 0 || item === undefined) continue;
            const count = (overtakings[index]?.get(taken) ?? 0) + 1;
            overtakings[index]?.set(taken, count);
            expect(count).toBe(1);
          }
        }
        expect(queue.size).toBe(waiting.flat().length);
      }
    }),
  );
});
