const RATE = 8_000;
export const MINUTES = 20;

/** Silence, as 8-bit mono PCM: 9.6 MB, so that no player loads it whole before it plays. */
export function wav(): Buffer {
  const samples = RATE * 60 * MINUTES;
  const bytes = Buffer.alloc(44 + samples, 0x80);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + samples, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20); // PCM
  bytes.writeUInt16LE(1, 22); // channels
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE, 28); // bytes per second
  bytes.writeUInt16LE(1, 32); // bytes per sample
  bytes.writeUInt16LE(8, 34); // bits per sample
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples, 40);
  return bytes;
}
