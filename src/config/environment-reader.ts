import { validateApiKey, validateBaseUrl } from '../domain/account.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads variables one by one and collects what is wrong with them. An empty variable counts as unset. No problem
 * repeats a secret's value.
 */
export class EnvironmentReader {
  readonly problems: string[] = [];
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string): string | null {
    const value = this.#environment[name]?.trim();
    return value ? value : null;
  }

  /** Several texts with commas between them. */
  list(name: string): readonly string[] {
    const items = (this.text(name) ?? '').split(',').map((item) => item.trim());
    return items.filter((item) => item !== '');
  }

  integer(name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number {
    const text = this.text(name);
    if (text === null) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.problems.push(`${name} must be a whole number from ${min} to ${max}; it is "${text.slice(0, 40)}".`);
    return fallback;
  }

  word<Word extends string>(name: string, words: readonly Word[], fallback: Word): Word {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return fallback;
    const word = words.find((each) => each === text);
    if (word === undefined)
      this.problems.push(`${name} must be one of ${words.join(', ')}; it is "${text.slice(0, 40)}".`);
    return word ?? fallback;
  }

  switch(name: string, fallback: boolean): boolean {
    return this.word(name, ['on', 'off'], fallback ? 'on' : 'off') === 'on';
  }

  /** `bytes` of key in hexadecimal or base64. */
  binaryKey(name: string, bytes: number): Buffer | null {
    const text = this.text(name);
    if (text === null) return null;
    const isHex = new RegExp(`^[0-9a-f]{${bytes * 2}}$`, 'i').test(text);
    const key = Buffer.from(text, isHex ? 'hex' : 'base64');
    if (key.length === bytes && (isHex || /^[A-Za-z0-9+/_-]+={0,2}$/.test(text))) return key;
    this.problems.push(`${name} must be ${bytes} bytes, written in hexadecimal or in base64.`);
    return null;
  }

  secret(name: string): string | null {
    const text = this.text(name);
    const fault = text === null ? null : validateApiKey(text);
    if (fault === null) return text;
    this.problems.push(`${name} ${fault}.`);
    return null;
  }

  /** Without a trailing slash. */
  baseUrl(name: string): string | null {
    const text = this.text(name);
    if (text === null) return null;
    const fault = validateBaseUrl(text);
    if (fault !== null) this.problems.push(`${name} ${fault}.`);
    return text.replace(/\/+$/, '');
  }
}
