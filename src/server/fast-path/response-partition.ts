import type { Principal } from '../../access/principal.ts';

/**
 * Names the partition of the response cache that a client belongs to, by its scopes and its provider accounts. Clients
 * of one partition get the same responses, because a context depends on nothing else of the client.
 */
export class ResponsePartitions {
  readonly #names = new WeakMap<Principal, string>();
  readonly #accounts = new WeakMap<object, number>();
  #next = 1;

  of(principal: Principal): string {
    let name = this.#names.get(principal);
    if (name === undefined) {
      name = `${this.#numberOf(principal.accounts)} ${[...principal.scopes].sort().join(' ')}`;
      this.#names.set(principal, name);
    }
    return name;
  }

  /** 0 for the server's own accounts. */
  #numberOf(accounts: Principal['accounts']): number {
    if (accounts === null) return 0;
    const known = this.#accounts.get(accounts);
    if (known !== undefined) return known;
    const number = this.#next;
    this.#next += 1;
    this.#accounts.set(accounts, number);
    return number;
  }
}
