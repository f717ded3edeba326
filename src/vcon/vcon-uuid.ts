import { createHash } from 'node:crypto';

/**
 * The UUID of a call's vCon: the same for the same call and domain, in every process and at any time. Version 8, as the
 * draft advises: the last 62 bits are the first of the SHA-1 hash of the domain. The draft fills the other 60 with time
 * and chance; here they are a hash of the call's global id, so that a call exported twice is one vCon and not two.
 */
export function toVconUuid(callId: string, domain: string): string {
  const bytes = Buffer.alloc(16);
  createHash('sha256').update(callId).digest().copy(bytes, 0, 0, 8);
  const ofDomain = createHash('sha1').update(domain.toLowerCase()).digest().readBigUInt64BE() >> 2n;
  bytes.writeBigUInt64BE(ofDomain | VARIANT, 8);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | VERSION, 6);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Version 8 in the upper half of the seventh byte, and RFC 9562's variant in the two bits above the domain's hash. */
const VERSION = 0x80;
const VARIANT = 0b10n << 62n;
