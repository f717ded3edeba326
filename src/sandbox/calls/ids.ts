import { createHash } from 'node:crypto';

const digest = (name: string): string => createHash('sha256').update(name).digest('hex');

/** A version 4 UUID, the same for the same name. */
export const uuidOf = (name: string): string => {
  const hex = digest(name);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
};

/** `length` hexadecimal digits, at most 64, the same for the same name. */
export const hexOf = (name: string, length: number): string => digest(name).slice(0, length);

/** `length` decimal digits, at most 18, the same for the same name; the first is not 0. */
export const digitsOf = (name: string, length: number): string =>
  `${1 + (Number.parseInt(digest(name).slice(0, 6), 16) % 9)}${BigInt(`0x${digest(name)}`)}`.slice(0, length);
