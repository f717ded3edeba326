/** Bytes from the start of a recording that tell its type. */
export const MAGIC_BYTES = 64;

const MEDIA_TYPE = /^(?:audio|video)\/[a-z0-9][a-z0-9.+-]{0,60}$/;

/** Types that name other addresses for the player to fetch, which this server would then not have checked. */
const PLAYLISTS: ReadonlySet<string> = new Set([
  'audio/mpegurl',
  'audio/x-mpegurl',
  'audio/scpls',
  'audio/x-scpls',
  'audio/x-ms-wax',
  'video/x-ms-asf',
  'video/x-ms-wvx',
  'video/vnd.mpeg.dash.mpd',
]);

/** Media types that storage services state for a file without a type. */
const UNTYPED: ReadonlySet<string> = new Set(['application/octet-stream', 'binary/octet-stream', '']);

/**
 * The media type that a `Content-Type` header states, without parameters. `'untyped'` for one that leaves it to the
 * bytes, and `null` for everything that is not audio or video.
 */
export function readMediaType(header: string | undefined): string | 'untyped' | null {
  const type = (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (UNTYPED.has(type)) return 'untyped';
  return MEDIA_TYPE.test(type) && !PLAYLISTS.has(type) ? type : null;
}

/** The media type that the first bytes tell; `null` when they are none of the formats that recordings come in. */
export function sniffMediaType(bytes: Buffer): string | null {
  const text = (start: number, end: number): string => bytes.toString('latin1', start, end);
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WAVE') return 'audio/wav';
  if (text(0, 4) === 'OggS') return 'audio/ogg';
  if (text(0, 4) === 'fLaC') return 'audio/flac';
  if (text(4, 8) === 'ftyp') return /^M4[AB]/.test(text(8, 12)) ? 'audio/mp4' : 'video/mp4';
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0x1a45dfa3) return 'video/webm';
  if (text(0, 3) === 'ID3' || isMpegAudio(bytes)) return 'audio/mpeg';
  return null;
}

/** An MPEG audio frame begins with eleven set bits, then a version, a layer and a bit rate that are not reserved. */
function isMpegAudio(bytes: Buffer): boolean {
  const [sync = 0, version = 0, rate = 0] = bytes;
  const layer = (version >> 1) & 3;
  const isAdts = layer === 0;
  return (
    sync === 0xff && (version & 0xe0) === 0xe0 && ((version >> 3) & 3) !== 1 && !isAdts && rate >> 4 !== 15
  );
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/ogg': 'ogg',
  'audio/flac': 'flac',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/aac': 'aac',
  'audio/webm': 'webm',
  'video/webm': 'webm',
  'video/mp4': 'mp4',
};

/** A file name that every system and header accepts: letters, digits, dots, dashes and underscores. */
export function toFilename(callId: string, mediaType: string): string {
  const name = callId.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 100);
  return `${name}.${EXTENSIONS[mediaType] ?? 'bin'}`;
}
