import { Unauthenticated } from '../domain/errors.ts';

/** Longest credential that is looked at, in characters. */
const MAX_LENGTH = 8192;

/** RFC 6750: the scheme in any case, one space or more, and a token of a closed set of characters. */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The token in the value of an `Authorization` header. Throws `Unauthenticated` when there is none, which includes
 * a header that was sent twice: its values arrive joined by a comma, and no token holds one.
 */
export function readBearer(authorization: string | undefined): string {
  const text = authorization?.trim() ?? '';
  if (text === '') throw new Unauthenticated('Send a token in the header `Authorization: Bearer <token>`.');
  // Checked first, so that nothing long meets the pattern.
  const token = text.length > MAX_LENGTH + BEARER_LENGTH ? null : BEARER.exec(text)?.[1];
  if (token === undefined)
    throw new Unauthenticated('The Authorization header must be `Bearer`, a space, and one token.');
  if (token === null || token.length > MAX_LENGTH)
    throw new Unauthenticated(
      `The token is longer than ${MAX_LENGTH} characters, the most that are accepted.`,
    );
  return token;
}

/** Room for the scheme and its spaces. */
const BEARER_LENGTH = 16;

/** True of three parts between dots of which the first is JSON in base64url. No token of `create-token` has a dot. */
export const looksLikeJwt = (token: string): boolean => /^ey[\w-]*\.[\w-]*\.[\w-]*$/.test(token);
