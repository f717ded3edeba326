/** Bytes that a buffer may keep alive beyond its own, such as the head of the message it arrived with, before it is copied. */
const SPARE_BYTES = 1_024;

/**
 * Copies `bytes` when it is a small view of a large buffer (Node's pool, a socket read), so that keeping it does not keep
 * that buffer.
 */
export function compactBuffer(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength <= bytes.length + SPARE_BYTES) return bytes;
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
