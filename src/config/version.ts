import packageJson from '../../package.json' with { type: 'json' };

/** This program's version, from package.json. The build inlines it. */
export const VERSION: string = packageJson.version;
