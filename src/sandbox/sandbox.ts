import { type Account, createAccount } from '../domain/account.ts';
import { type ProviderServer, startProviderServer } from './provider-server.ts';
import { SANDBOX_PROVIDERS } from './registry.ts';
import { createTabs, type GraphNames, type SandboxTab } from './tabs.ts';

/** What a test may want to decide about the sandbox. */
export interface SandboxOptions {
  /** Milliseconds since the epoch; the machine's clock unless given. Nothing in the sandbox sleeps. */
  readonly now?: () => number;
}

/** A call worth looking up first. */
export interface SandboxExample {
  readonly title: string;
  readonly providerId: string;
  readonly callId: string;
  readonly note: string;
}

/** The running sandbox. `close` ends every connection and frees the ports. */
export interface Sandbox {
  /** By provider id: what it takes to reach the sandbox's server, exactly as for the real provider. */
  readonly providers: ReadonlyMap<string, Account>;
  readonly examples: readonly SandboxExample[];
  /** Creates GraphiQL's tabs in the graph's own names, which the sandbox does not know. */
  createTabs(names: GraphNames): readonly SandboxTab[];
  close(): Promise<void>;
}

/** Starts every provider on a loopback port of its own. When one cannot start, none stays. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const servers: ProviderServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  const providers = new Map<string, Account>();
  try {
    for (const provider of SANDBOX_PROVIDERS) {
      const server = await startProviderServer(provider, now);
      servers.push(server);
      providers.set(provider.id, createAccount({ baseUrl: server.baseUrl, apiKey: provider.apiKey }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    providers,
    examples: SANDBOX_PROVIDERS.flatMap(({ id, examples }) =>
      examples.calls.map((example) => ({ ...example, providerId: id })),
    ),
    createTabs: (names) => createTabs(SANDBOX_PROVIDERS, names),
    close,
  };
}
