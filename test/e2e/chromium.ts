import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser that is installed here, or that `CHROMIUM_PATH` names; none is ever downloaded. */
export const CHROMIUM: string | undefined = process.env['CHROMIUM_PATH'] || USUAL_PLACES.find(existsSync);

export const NO_CHROMIUM =
  'Left out: the tests of GraphiQL need a browser. Install the Debian package `chromium`, or set CHROMIUM_PATH.\n';

/** A browser for which no name outside this machine resolves, so that nothing leaves it unseen. */
export const launchOffline = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
