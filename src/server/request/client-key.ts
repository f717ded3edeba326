import { createHash } from 'node:crypto';
import type { ClientOf } from './client-address.ts';

/**
 * Identifies clients for the limits per client: by the name of their credential, else by `addressOf`. A client whose
 * tokens entry says that it forwards users counts for each user apart; `userHeader` names the header with the user. Only
 * a hash of the user is kept. Without the header, such a client's requests count together, under its own name.
 */
export const createClientKey =
  (addressOf: ClientOf, userHeader: string | null): ClientOf =>
  (request, state) => {
    const { clientName, principal } = state;
    if (clientName === undefined) return addressOf(request, state);
    if (userHeader === null || principal?.forwardsUsers !== true) return clientName;
    const user = request.headers.get(userHeader);
    return user === null || user === '' ? clientName : `${clientName} ${hashOf(user)}`;
  };

const hashOf = (user: string): string => createHash('sha256').update(user).digest('base64url');
