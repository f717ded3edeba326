import { osvi } from './providers/osvi.ts';
import { puretalk } from './providers/puretalk.ts';
import { synthflow } from './providers/synthflow.ts';
import { voxworks } from './providers/voxworks.ts';
import type { SandboxProvider } from './sandbox-provider.ts';

/** Every provider of the sandbox, in the order in which the start message lists them. */
export const SANDBOX_PROVIDERS: readonly SandboxProvider[] = [voxworks, synthflow, puretalk, osvi];
