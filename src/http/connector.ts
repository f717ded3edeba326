import { isIP, connect as netConnect, type Socket } from 'node:net';
import { type SecureContextOptions, connect as tlsConnect } from 'node:tls';
import type { buildConnector } from 'undici';

/** Opens a socket to the server that undici names, and calls back once it can be written to, or with its error. */
export type Connector = (options: buildConnector.Options, callback: buildConnector.Callback) => Socket;

/** A silent connection is probed after this time, so that a dead one is noticed. */
const PROBE_AFTER_MS = 60_000;

/**
 * A connector whose TLS connections resume the session of an earlier one, which saves a round trip and most of the
 * handshake's CPU time. undici's own connector keeps sessions by weak references, and so loses them to the garbage
 * collector; it also returns no socket that could be closed while it connects. `trust` adds certificate authorities of a test.
 */
export function createConnector(trust: Pick<SecureContextOptions, 'ca'> = {}): Connector {
  let session: Buffer | undefined;
  return ({ hostname, port, protocol }, callback) => {
    const isSecure = protocol === 'https:';
    const socket = isSecure
      ? tlsConnect({
          host: hostname,
          port: Number(port || 443),
          ...(isIP(hostname) === 0 && { servername: hostname }),
          ALPNProtocols: ['http/1.1'],
          ...trust,
          ...(session !== undefined && { session }),
        }).on('session', (latest: Buffer) => {
          session = latest;
        })
      : netConnect({ host: hostname, port: Number(port || 80) });
    const onError = (error: Error): void => callback(error, null);
    socket.setNoDelay(true).setKeepAlive(true, PROBE_AFTER_MS);
    socket.once('error', onError).once(isSecure ? 'secureConnect' : 'connect', () => {
      socket.off('error', onError);
      callback(null, socket);
    });
    return socket;
  };
}
