import { editDistance } from './edit-distance.ts';

export interface UnknownSettingsOptions {
  /** The names of the variables that are set. */
  readonly variables: readonly string[];
  /** The names of all settings of this server. */
  readonly settings: ReadonlySet<string>;
  /** Ids of the providers; a variable that begins with one of them is meant for this server. */
  readonly providerIds: readonly string[];
}

/** A variable with one of these prefixes is meant for this server. Other prefixes, such as REDIS_, are in common use. */
const OWN_PREFIXES = ['ACCESS_', 'CACHE_ENCRYPTION_', 'SHUTDOWN_', 'TRUSTED_', 'UPSTREAM_'];

/**
 * Variables of other programs, whatever they resemble: those of Node.js, npm and OpenTelemetry, and the service links
 * that Kubernetes and Docker inject, which begin with a service's name and so may begin with one of our prefixes.
 */
const FOREIGN = [
  /^(?:NODE|NPM|OTEL|KUBERNETES)_/i,
  /_SERVICE_(?:HOST|PORT)(?:_|$)/,
  /_PORT$/,
  /_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/,
];

/** Shorter names, such as HOST, resemble too many variables of other programs, such as HOME. */
const MIN_LENGTH_TO_COMPARE = 7;
/** One typo is enough evidence for any name, two typos only for a name that begins with a long word. */
const LONG_FIRST_WORD = 6;

/**
 * A problem for each variable that looks like a setting of this server and is none: a mistyped key or limit would
 * otherwise be ignored in silence. No problem repeats a value.
 */
export function findUnknownSettings(options: UnknownSettingsOptions): readonly string[] {
  const { variables, settings, providerIds } = options;
  const prefixes = [...OWN_PREFIXES, ...providerIds.map((id) => `${id.toUpperCase()}_`)];
  return variables
    .filter((name) => !settings.has(name) && !FOREIGN.some((pattern) => pattern.test(name)))
    .flatMap((name) => {
      const prefix = prefixes.find((each) => name.toUpperCase().startsWith(each));
      const meant = findSimilar(name, settings);
      const isOurs = prefix !== undefined || (meant !== null && !variables.includes(meant));
      if (!isOurs) return [];
      const about = `${name.slice(0, 80)} is not a setting of this server.`;
      if (meant !== null) return [`${about} Did you mean ${meant}?`];
      const family = [...settings].filter((setting) => setting.startsWith(prefix ?? ' ')).sort();
      return [`${about} Remove it, or use one of ${family.join(', ')}.`];
    });
}

/** The setting that `name` is most likely a misspelling or a beginning of; `null` when there is none. */
function findSimilar(name: string, settings: ReadonlySet<string>): string | null {
  const upperCase = name.toUpperCase();
  let nearest: { readonly setting: string; readonly distance: number } | null = null;
  for (const setting of settings) {
    if (setting.length < MIN_LENGTH_TO_COMPARE) continue;
    const isBeginning = upperCase.includes('_') && setting.startsWith(`${upperCase}_`);
    const distance = isBeginning ? MAX_DISTANCE : editDistance(upperCase, setting);
    const firstWord = setting.split('_', 1)[0] ?? '';
    const allowed = isBeginning || firstWord.length >= LONG_FIRST_WORD ? MAX_DISTANCE : 1;
    if (distance <= allowed && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY))
      nearest = { setting, distance };
  }
  return nearest?.setting ?? null;
}

const MAX_DISTANCE = 2;
