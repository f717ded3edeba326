/**
 * A queue that serves its owners in turn, and the items of each in order of arrival. However many items one owner adds,
 * an item of another waits for one of them at most.
 */
export class FairQueue<Item> {
  readonly #items = new Map<object, Set<Item>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Owners with items. */
  get owners(): number {
    return this.#items.size;
  }

  /** Items of `owner`. */
  sizeOf(owner: object): number {
    return this.#items.get(owner)?.size ?? 0;
  }

  add(owner: object, item: Item): void {
    const items = this.#items.get(owner);
    if (items === undefined) this.#items.set(owner, new Set([item]));
    else items.add(item);
    this.#size += 1;
  }

  delete(owner: object, item: Item): void {
    const items = this.#items.get(owner);
    if (items?.delete(item) !== true) return;
    this.#size -= 1;
    if (items.size === 0) this.#items.delete(owner);
  }

  /** Removes the next item. `undefined` when there is none. */
  take(): Item | undefined {
    for (const [owner, items] of this.#items) {
      this.#items.delete(owner);
      for (const item of items) {
        items.delete(item);
        this.#size -= 1;
        if (items.size > 0) this.#items.set(owner, items); // behind the other owners
        return item;
      }
    }
    return undefined;
  }
}
