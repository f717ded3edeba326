import { hash, randomBytes } from 'node:crypto';

/** What tokens made here begin with, so that a leak is recognised by whoever scans for secrets. */
const PREFIX = 'sb_';

/** A token that nobody can guess: 256 bits of chance. */
export const createToken = (): string => PREFIX + randomBytes(32).toString('base64url');

/**
 * The SHA-256 of a token, as the tokens file has it after `sha256:`. A slow hash would add nothing: it is for
 * passwords, which people choose, while a random token cannot be found by trying.
 */
export const digestOf = (token: string): string => hash('sha256', token);
