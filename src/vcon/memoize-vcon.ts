import type { Call } from '../domain/call.ts';
import type { JsonObject } from '../domain/json.ts';
import { toVcon } from './to-vcon.ts';

/**
 * Builds the vCon of a call once, however many fields of one request select it: a document of 100 aliases would otherwise
 * build 100. `domain` is the host name of this server.
 */
export function memoizeVcon(domain: () => string): (call: Call) => JsonObject {
  let vcons: WeakMap<Call, JsonObject> | undefined; // most requests select no vCon
  return (call) => {
    vcons ??= new WeakMap();
    const known = vcons.get(call);
    if (known !== undefined) return known;
    const vcon = toVcon(call, domain());
    vcons.set(call, vcon);
    return vcon;
  };
}
