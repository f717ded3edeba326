import type { SpokenTurn } from '../calls/dialogue.ts';
import type { Conversation } from '../listed-call.ts';
import { type TimedTurn, timeTurns } from './turn-times.ts';

/** Samples a second: the rate of telephony. */
export const SAMPLE_RATE = 8_000;
export const WAV_HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;
const CHUNK_SAMPLES = 8_192;

/** The tone that stands for each speaker's voice, in hertz. Whole numbers, so that one second repeats. */
export const VOICE_HZ: Readonly<Record<SpokenTurn['speaker'], number>> = { agent: 330, customer: 196 };
const SYLLABLES_A_SECOND = 5;
const LOUDNESS = 9_000;

/** A call's sound as a WAV file: 8 kHz, mono, 16 bits. Its bytes are computed when they are read. */
export class CallAudio {
  readonly byteLength: number;
  readonly #turns: readonly TimedTurn[];
  readonly #sampleCount: number;

  /** A talk without seconds is an empty recording. */
  constructor({ turns, seconds }: Conversation) {
    this.#sampleCount = Math.floor((seconds ?? 0) * SAMPLE_RATE);
    this.#turns = timeTurns(turns, seconds ?? 0);
    this.byteLength = WAV_HEADER_BYTES + this.#sampleCount * SAMPLE_BYTES;
  }

  /** Yields the bytes from `start` up to and including `end`, in chunks of about 16 KB. */
  *bytes(start = 0, end = this.byteLength - 1): Generator<Buffer> {
    if (start < WAV_HEADER_BYTES) yield this.#header().subarray(start, end + 1);
    const from = Math.max(0, start - WAV_HEADER_BYTES);
    const to = end - WAV_HEADER_BYTES; // the last byte of the samples
    for (let sample = Math.floor(from / SAMPLE_BYTES); sample * SAMPLE_BYTES <= to; sample += CHUNK_SAMPLES) {
      const chunk = this.#samples(sample, Math.min(sample + CHUNK_SAMPLES, this.#sampleCount));
      const offset = sample * SAMPLE_BYTES;
      yield chunk.subarray(Math.max(0, from - offset), to - offset + 1);
    }
  }

  #samples(first: number, last: number): Buffer {
    const chunk = Buffer.alloc((last - first) * SAMPLE_BYTES);
    for (const { speaker, start, end } of this.#turns) {
      const from = Math.max(first, Math.ceil(start * SAMPLE_RATE));
      const to = Math.min(last, Math.floor(end * SAMPLE_RATE));
      if (from >= to) continue;
      const voice = voiceOf(speaker);
      for (let sample = from; sample < to; sample += 1) {
        chunk.writeInt16LE(voice[sample % SAMPLE_RATE] ?? 0, (sample - first) * SAMPLE_BYTES);
      }
    }
    return chunk;
  }

  #header(): Buffer {
    const header = Buffer.alloc(WAV_HEADER_BYTES);
    header.write('RIFF', 0, 'latin1');
    header.writeUInt32LE(this.byteLength - 8, 4);
    header.write('WAVEfmt ', 8, 'latin1');
    header.writeUInt32LE(16, 16); // length of the format
    header.writeUInt16LE(1, 20); // uncompressed
    header.writeUInt16LE(1, 22); // one channel
    header.writeUInt32LE(SAMPLE_RATE, 24);
    header.writeUInt32LE(SAMPLE_RATE * SAMPLE_BYTES, 28);
    header.writeUInt16LE(SAMPLE_BYTES, 32);
    header.writeUInt16LE(SAMPLE_BYTES * 8, 34);
    header.write('data', 36, 'latin1');
    header.writeUInt32LE(this.#sampleCount * SAMPLE_BYTES, 40);
    return header;
  }
}

const voices = new Map<SpokenTurn['speaker'], Int16Array>();

/** One second of a voice: a tone that swells with each syllable. Made when the first recording plays. */
function voiceOf(speaker: SpokenTurn['speaker']): Int16Array {
  const made = voices.get(speaker);
  if (made !== undefined) return made;
  const voice = Int16Array.from({ length: SAMPLE_RATE }, (_, index) => {
    const turn = (2 * Math.PI * index) / SAMPLE_RATE;
    const swell = (1 - Math.cos(turn * SYLLABLES_A_SECOND)) / 2;
    return Math.round(LOUDNESS * Math.sin(turn * VOICE_HZ[speaker]) * (0.25 + 0.75 * swell));
  });
  voices.set(speaker, voice);
  return voice;
}
