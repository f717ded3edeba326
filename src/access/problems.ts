import { AccessConfigError } from './access-errors.ts';

/** Collects what is wrong with a file. No problem repeats a value: it may be a secret in the wrong place. */
export class Problems {
  readonly #setting: string;
  readonly #found: string[] = [];

  constructor(setting: string) {
    this.#setting = setting;
  }

  /** `fault` goes on after the name of the setting and the place. */
  add(place: string, fault: string): void {
    this.#found.push(`${this.#setting} ${place} ${fault}.`);
  }

  /** `value` as an object of no members but `members`; an empty one when it is none. */
  record(value: unknown, place: string, members: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(place, 'must be an object');
      return {};
    }
    if (Object.keys(value).some((key) => !members.includes(key)))
      this.add(place, `holds a member that is none of ${members.join(', ')}`);
    return value as Record<string, unknown>;
  }

  /** `value` as text that `faultOf` finds no fault with; empty when it does. */
  text(value: unknown, place: string, faultOf: (text: string) => string | null): string {
    const fault = typeof value === 'string' && value !== '' ? faultOf(value) : 'must be text';
    if (fault !== null) this.add(place, fault);
    return typeof value === 'string' ? value : '';
  }

  /** Throws `UnusableAccess` with all that was added, if anything was. */
  throwAny(): void {
    if (this.#found.length > 0) throw new AccessConfigError(this.#found);
  }
}
