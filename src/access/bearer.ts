import { Unauthenticated } from '../domain/errors.ts';

/** Longest credential that is accepted, in characters. */
const MAX_LENGTH = 8192;

/** RFC 6750: the scheme in any case, one or more spaces, and a token of a closed set of characters. */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The token in the value of an `Authorization` header. Throws `Unauthenticated` when there is none. A header that was
 * sent twice counts as none: its values arrive joined by a comma, which no token contains.
 */
export function readBearer(authorization: string | undefined): string {
  const text = authorization?.trim() ?? '';
  if (text === '')
    throw new Unauthenticated('Send a token in the header `Authorization: Bearer <token>`.', 'NO_TOKEN');
  // The length is checked first, so that the pattern never runs on a long text.
  const token = text.length > MAX_LENGTH + BEARER_LENGTH ? null : BEARER.exec(text)?.[1];
  if (token === undefined)
    throw new Unauthenticated(
      'The Authorization header must be `Bearer`, a space, and one token.',
      'MALFORMED_HEADER',
    );
  if (token === null || token.length > MAX_LENGTH)
    throw new Unauthenticated(
      `The token is longer than ${MAX_LENGTH} characters, the most that are accepted.`,
      'TOKEN_TOO_LONG',
    );
  return token;
}

/** Characters for the scheme and its spaces. */
const BEARER_LENGTH = 16;

/** Whether the token has three parts separated by dots, the first of them JSON in base64url. No token of `create-token` has a dot. */
export const looksLikeJwt = (token: string): boolean => /^ey[\w-]*\.[\w-]*\.[\w-]*$/.test(token);
