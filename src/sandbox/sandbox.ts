import { type Account, createAccount } from '../domain/account.ts';
import { type ProviderServer, startProviderServer } from './provider-server.ts';
import { SANDBOX_PROVIDERS } from './registry.ts';
import { createTabs, type GraphNames, type SandboxTab } from './tabs.ts';

/** Settings of the sandbox that tests change. */
export interface SandboxOptions {
  /** Milliseconds since the epoch. Default: the system clock. The sandbox uses no timers. */
  readonly now?: () => number;
  /** Least number of agents that a directory of agents holds. Default: as many as the examples have. */
  readonly agentCount?: number;
}

/** A call that the start message proposes to look up. */
export interface SandboxExample {
  readonly title: string;
  readonly providerId: string;
  readonly callId: string;
  readonly note: string;
}

/** The running sandbox. `close` ends every connection and frees the ports. */
export interface Sandbox {
  /** The account to reach each sandbox server with, by provider id: the same type as for a real provider. */
  readonly providers: ReadonlyMap<string, Account>;
  readonly examples: readonly SandboxExample[];
  /** Creates GraphiQL's tabs in the graph's own names, which the sandbox does not know. */
  createTabs(names: GraphNames): readonly SandboxTab[];
  close(): Promise<void>;
}

/** Starts every provider on a loopback port of its own. Rejects when one cannot listen, after it closed the others. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const now = options.now ?? Date.now;
  const servers: ProviderServer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.close()));
  };
  const providers = new Map<string, Account>();
  try {
    for (const provider of SANDBOX_PROVIDERS) {
      const server = await startProviderServer(provider, { now, agentCount: options.agentCount ?? null });
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
    createTabs: (names) => createTabs(SANDBOX_PROVIDERS, names, now()),
    close,
  };
}
