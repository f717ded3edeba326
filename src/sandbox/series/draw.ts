/** Purposes of draws: two draws with different purposes are independent of each other. */
export type DrawPurpose =
  | 'agent'
  | 'booking'
  | 'campaign'
  | 'customer'
  | 'direction'
  | 'hang-up'
  | 'jitter'
  | 'layout'
  | 'outcome'
  | 'pace'
  | 'ringing'
  | 'slot'
  | 'story'
  | 'words';

const SEEDS: Readonly<Record<DrawPurpose, number>> = {
  agent: 1,
  booking: 2,
  campaign: 3,
  customer: 4,
  direction: 5,
  'hang-up': 6,
  jitter: 8,
  layout: 9,
  outcome: 10,
  pace: 11,
  ringing: 12,
  slot: 13,
  story: 14,
  words: 15,
};

/** An unsigned 32-bit hash of two integers: integer arithmetic only, because a list draws thousands of times. */
export const mix = (value: number, seed: number): number => {
  let bits = Math.imul(value ^ Math.imul(seed + 1, 0x9e3779b1), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 16), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x297a2d39);
  return (bits ^ (bits >>> 15)) >>> 0;
};

/** Returns a number from 0 (inclusive) to 1 (exclusive), the same for the same series, serial and purpose. */
export const draw = (seriesSeed: number, serial: number, purpose: DrawPurpose): number =>
  mix(mix(serial, seriesSeed), SEEDS[purpose]) / 2 ** 32;

/** Returns the item at `share` (0 to 1) of the list. Throws for an empty list. */
export const pickAt = <Item>(items: readonly Item[], share: number): Item => {
  const item = items[Math.floor(share * items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
};

/** Returns the key whose cumulative weight covers `share` (0 to 1). The weights add up to 1. */
export const pickWeighted = <Key extends string>(
  weights: readonly (readonly [Key, number])[],
  share: number,
): Key => {
  let rest = share;
  for (const [key, weight] of weights) {
    if (rest < weight) return key;
    rest -= weight;
  }
  const last = weights.at(-1);
  if (last === undefined) throw new Error('There is nothing to pick from.');
  return last[0];
};
