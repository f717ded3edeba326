import type { Principal } from '../../access/principal.ts';

/**
 * Names what a client may see: its scopes, and whose provider accounts it reads with. Two clients of one view get the
 * same answers, for a context is made of nothing else of theirs.
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

  /** 0 for the accounts of the server. */
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
