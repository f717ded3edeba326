import { hash, randomBytes } from 'node:crypto';

/** Prefix of the tokens made here, by which secret scanners recognise a leaked token. */
const PREFIX = 'sb_';

/** A token of 256 random bits. */
export const createToken = (): string => PREFIX + randomBytes(32).toString('base64url');

/**
 * The SHA-256 of a token in hexadecimal, as it follows `sha256:` in the tokens file. A slow hash would add nothing: slow
 * hashes protect passwords, which people choose, while a random token cannot be found by trying.
 */
export const digestOf = (token: string): string => hash('sha256', token);
