import { mix } from './draw.ts';

const SCRAMBLER = 0x9e3779b1;

/** The number by which a 32-bit product with `SCRAMBLER` is undone. Each of Newton's steps doubles the correct bits. */
const unscrambler = (): number => {
  let inverse = SCRAMBLER;
  for (let step = 0; step < 5; step += 1) {
    inverse = Math.imul(inverse, 2 - Math.imul(SCRAMBLER, inverse));
  }
  return inverse;
};

const UUID = /^([0-9a-f]{8})-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/;

/** Returns the version 4 UUID of a serial number below 2^32. The first eight digits hold the serial, scrambled. */
export const uuidOfSerial = (seed: number, serial: number): string => {
  const hex = (part: number): string =>
    mix(serial, seed + part)
      .toString(16)
      .padStart(8, '0');
  const head = (Math.imul(serial ^ mix(seed, 0), SCRAMBLER) >>> 0).toString(16).padStart(8, '0');
  const [one, two] = [hex(101), hex(102)];
  return `${head}-${one.slice(0, 4)}-4${one.slice(4, 7)}-a${two.slice(0, 3)}-${two.slice(3)}${hex(103).slice(0, 7)}`;
};

/** Returns the serial number of a UUID that `uuidOfSerial` made with the same seed, else `null`. */
export const serialOfUuid = (seed: number, id: string): number | null => {
  const head = UUID.exec(id)?.[1];
  if (head === undefined) return null;
  const serial = (Math.imul(Number.parseInt(head, 16), unscrambler()) ^ mix(seed, 0)) >>> 0;
  return uuidOfSerial(seed, serial) === id ? serial : null;
};
