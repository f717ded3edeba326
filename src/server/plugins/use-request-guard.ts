import type { RequestGuard } from '../request/request-guard.ts';
import type { GuardResult } from '../request/request-state.ts';
import type { ServerPlugin } from '../request/server-context.ts';

/**
 * Runs the guard's checks, and reads parameters through the guard. Yoga's own readers respond with 500 to broken JSON
 * in a query string, and copy a body through two streams to limit its size.
 */
export function useRequestGuard(guard: RequestGuard): ServerPlugin {
  return {
    onRequestParse({ request, serverContext: { state }, setRequestParser }) {
      const proceed = (result: GuardResult): void => {
        if (result !== null) throw result.error;
        setRequestParser(() => guard.readParameters(request, state));
      };
      const result = guard.check(request, state);
      return result instanceof Promise ? result.then(proceed) : proceed(result);
    },
  };
}
