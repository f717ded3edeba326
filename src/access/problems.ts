import { AccessConfigError } from './access-errors.ts';

/** Collects the problems of a file. No problem repeats a value, because the value may be a misplaced secret. */
export class Problems {
  readonly #setting: string;
  readonly #found: string[] = [];

  constructor(setting: string) {
    this.#setting = setting;
  }

  /** Adds a sentence: the name of the setting, `place`, and `problem`. */
  add(place: string, problem: string): void {
    this.#found.push(`${this.#setting} ${place} ${problem}.`);
  }

  /** Returns `value` as an object, empty when it is not one. Adds a problem then, and for a member that is not in `members`. */
  record(value: unknown, place: string, members: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(place, 'must be an object');
      return {};
    }
    if (Object.keys(value).some((key) => !members.includes(key)))
      this.add(place, `has an unknown member; the members are ${members.join(', ')}`);
    return value as Record<string, unknown>;
  }

  /** Returns `value` as text, empty when it is not text. Adds the problem that `validate` returns, unless that is `null`. */
  text(value: unknown, place: string, validate: (text: string) => string | null): string {
    const problem = typeof value === 'string' && value !== '' ? validate(value) : 'must be text';
    if (problem !== null) this.add(place, problem);
    return typeof value === 'string' ? value : '';
  }

  /** Throws `AccessConfigError` with all problems, if there are any. */
  throwAny(): void {
    if (this.#found.length > 0) throw new AccessConfigError(this.#found);
  }
}
