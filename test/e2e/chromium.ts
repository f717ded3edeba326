import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../support/optional-program.ts';

/** Path of the installed browser; `undefined` where there is none. */
export const CHROMIUM: string | undefined = findChromium().path;

/** Starts a browser that resolves no host name except loopback, so that a request to another host fails. */
export const launchOffline = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
