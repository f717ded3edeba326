/** What bytes may take beyond themselves, such as the head of the message that they came with, before they are copied. */
const SPARE_BYTES = 1_024;

/** The same bytes, keeping little alive but themselves: not the memory of a pool, nor a buffer that they fill little of. */
export function compactBuffer(bytes: Buffer): Buffer {
  if (bytes.buffer.byteLength <= bytes.length + SPARE_BYTES) return bytes;
  const own = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(own);
  return own;
}
