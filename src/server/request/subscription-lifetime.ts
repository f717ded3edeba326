import type { AbortSignalLike } from '../../domain/abort-signal.ts';
import { ServerStopping, Unauthenticated } from '../../domain/errors.ts';
import type { SubscriptionLifetime } from '../../loaders/watch-call.ts';

/** Whoever waits for an answer. */
export interface ClientConnection {
  /** Aborted when the client has gone. Looked at only by what takes time, for it costs something to make. */
  readonly signal?: AbortSignalLike | undefined;
}

export interface SubscriptionLifetimeOptions {
  readonly client: ClientConnection;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignalLike;
  /** Whether the client would still be let in. */
  readonly isAdmitted: () => boolean;
}

/** Waits for `milliseconds`, or until one of `signals` is aborted. */
export type Wait = (milliseconds: number, signals: readonly AbortSignalLike[]) => Promise<void>;

/** One client of an answer that goes on: there until it leaves, loses its access, or the server stops. */
export function createSubscriptionLifetime(
  { client, stopping, isAdmitted }: SubscriptionLifetimeOptions,
  wait: Wait,
): SubscriptionLifetime {
  return {
    wait(milliseconds) {
      const gone = client.signal;
      return wait(milliseconds, gone === undefined ? [stopping] : [gone, stopping]);
    },
    endReason() {
      if (client.signal?.aborted) return { reason: null };
      if (stopping.aborted)
        return { reason: new ServerStopping('This server is stopping. Subscribe again, at another one.') };
      return isAdmitted()
        ? null
        : { reason: new Unauthenticated('The credential that began this is no longer good.') };
    },
  };
}
