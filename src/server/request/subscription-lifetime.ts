import type { AbortSignalLike } from '../../domain/abort-signal.ts';
import { ServerStopping, Unauthenticated } from '../../domain/errors.ts';
import type { Wait } from '../../domain/timing.ts';
import type { SubscriptionLifetime } from '../../loaders/watch-call.ts';

/** The connection over which a client waits for its response. */
export interface ClientConnection {
  /** Aborted when the client has closed the connection. Creating it costs time, so only work that waits reads it. */
  readonly signal?: AbortSignalLike | undefined;
  /** Aborts the signal: no response is built any more from what is still being read. */
  callOff?(): void;
}

export interface SubscriptionLifetimeOptions {
  readonly client: ClientConnection;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignalLike;
  /** Whether access control would still admit the client. */
  readonly isAdmitted: () => boolean;
}

/** A subscription lives until its client disconnects or loses access, or until the server stops. */
export function createSubscriptionLifetime(
  { client, stopping, isAdmitted }: SubscriptionLifetimeOptions,
  wait: Wait,
): SubscriptionLifetime {
  return {
    wait(milliseconds, woken) {
      const { signal } = client;
      return wait(milliseconds, signal === undefined ? [stopping, woken] : [signal, stopping, woken]);
    },
    endReason() {
      if (client.signal?.aborted) return { reason: null };
      if (stopping.aborted)
        return { reason: new ServerStopping('This server is stopping. Subscribe again, at another one.') };
      return isAdmitted()
        ? null
        : {
            reason: new Unauthenticated(
              'The credential that this subscription began with is no longer accepted. Subscribe again with a valid one.',
            ),
          };
    },
  };
}
