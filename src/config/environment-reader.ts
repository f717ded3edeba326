import { validateApiKey, validateBaseUrl } from '../domain/account.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings by name, with the values in effect: numbers and words, and `set` for any other text, which may hold a secret. */
export type EffectiveSettings = Readonly<Record<string, string | number>>;

/**
 * Reads environment variables one by one and collects the problems with their values. An empty variable counts as
 * unset. No problem repeats the value of a secret.
 */
export class EnvironmentReader {
  readonly problems: string[] = [];
  /** The names of all settings that were read so far, whether set or not. */
  readonly settings = new Set<string>();
  readonly #environment: Environment;
  readonly #effective: Record<string, string | number> = {};

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The names of all variables that are set, of this server's settings and of others. */
  get variables(): readonly string[] {
    return Object.keys(this.#environment).filter((name) => this.#valueOf(name) !== null);
  }

  /** The settings that were read so far, defaults included. Other texts are left out while they are not set. */
  get effectiveSettings(): EffectiveSettings {
    return { ...this.#effective };
  }

  text(name: string): string | null {
    this.settings.add(name);
    const value = this.#valueOf(name);
    if (value !== null) this.#effective[name] = 'set';
    return value;
  }

  /** A list separated by commas, without empty items. */
  list(name: string): readonly string[] {
    const items = (this.text(name) ?? '').split(',').map((item) => item.trim());
    return items.filter((item) => item !== '');
  }

  integer(name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number {
    const text = this.text(name);
    const value = text === null ? fallback : /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    this.#effective[name] = value;
    if (text === null || (value >= min && value <= max)) return value;
    this.problems.push(`${name} must be a whole number from ${min} to ${max}; it is "${text.slice(0, 40)}".`);
    return fallback;
  }

  word<Word extends string>(name: string, words: readonly Word[], fallback: Word): Word {
    const text = this.text(name)?.toLowerCase();
    const word = text === undefined ? fallback : words.find((each) => each === text);
    this.#effective[name] = word ?? fallback;
    if (word === undefined)
      this.problems.push(`${name} must be one of ${words.join(', ')}; it is "${text?.slice(0, 40)}".`);
    return word ?? fallback;
  }

  switch(name: string, fallback: boolean): boolean {
    return this.word(name, ['on', 'off'], fallback ? 'on' : 'off') === 'on';
  }

  /** A key of `bytes` bytes, in hexadecimal or base64. */
  binaryKey(name: string, bytes: number): Buffer | null {
    const text = this.text(name);
    const key = text === null ? null : decodeKey(text, bytes);
    if (text !== null && key === null)
      this.problems.push(`${name} must be ${bytes} bytes, written in hexadecimal or in base64.`);
    return key;
  }

  /** A list of keys of `bytes` bytes each, separated by commas. */
  binaryKeys(name: string, bytes: number): readonly Buffer[] {
    const keys = this.list(name).map((text) => decodeKey(text, bytes));
    if (keys.includes(null))
      this.problems.push(
        `${name} must be ${bytes} bytes, written in hexadecimal or in base64, or several such keys separated by commas.`,
      );
    return keys.filter((key) => key !== null);
  }

  secret(name: string): string | null {
    const text = this.text(name);
    const problem = text === null ? null : validateApiKey(text);
    if (problem === null) return text;
    this.problems.push(`${name} ${problem}.`);
    return null;
  }

  /** The URL without a trailing slash. */
  baseUrl(name: string): string | null {
    const text = this.text(name);
    if (text === null) return null;
    const problem = validateBaseUrl(text);
    if (problem !== null) this.problems.push(`${name} ${problem}.`);
    return text.replace(/\/+$/, '');
  }

  #valueOf(name: string): string | null {
    return this.#environment[name]?.trim() || null;
  }
}

/** Decodes a key of `bytes` bytes from hexadecimal or base64. Returns `null` for any other `text`. */
function decodeKey(text: string, bytes: number): Buffer | null {
  const isHex = new RegExp(`^[0-9a-f]{${bytes * 2}}$`, 'i').test(text);
  const key = Buffer.from(text, isHex ? 'hex' : 'base64');
  return key.length === bytes && (isHex || /^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) ? key : null;
}
