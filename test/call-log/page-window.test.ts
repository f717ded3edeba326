import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pageWindow } from '../../src/call-log/page-window.ts';

it('a page window holds the wanted row and three tenths of a page from it on', () => {
  fc.assert(
    fc.property(fc.nat({ max: 5_000 }), fc.integer({ min: 20, max: 100 }), (offset, most) => {
      const { page, size } = pageWindow(offset, most);
      expect(size).toBeLessThanOrEqual(most);
      expect((page - 1) * size).toBeLessThanOrEqual(offset);
      expect(page * size - offset).toBeGreaterThanOrEqual(0.3 * most);
    }),
  );
});
