import type { Call } from '../../src/domain/call.ts';
import type { RecordingAccess, RecordingState } from '../../src/domain/call-vocabulary.ts';
import { recordingState } from '../../src/domain/recording-state.ts';
import { builder } from '../builder.ts';
import type { Playback, PlaybackLink } from '../context.ts';
import { assertRead } from '../derived-fields.ts';
import { RecordingAccessRef, RecordingStateRef } from './call-enums.ts';

/** The recording of a call, whether or not there is one. */
export class CallRecording {
  readonly #call: Call;
  readonly #playback: Playback;
  readonly #hasEndpoint: boolean;
  #link: PlaybackLink | null | undefined;

  /** Throws the error that stands in the recording's place, where its endpoint failed. */
  constructor(call: Call, playback: Playback) {
    assertRead(call, ['recording']);
    this.#call = call;
    this.#playback = playback;
    this.#hasEndpoint = playback.hasEndpoint(call.provider);
  }

  get url(): string | null {
    return this.#call.recording?.url ?? null;
  }

  get access(): RecordingAccess {
    return this.#call.recording?.access ?? (this.#hasEndpoint ? 'PROVIDER_KEY' : 'UNKNOWN');
  }

  get state(): RecordingState {
    return recordingState(this.#call, { hasEndpoint: this.#hasEndpoint });
  }

  /** Signed once, so that the URL and its expiry are of one link. `null` when there is nothing to play. */
  get link(): PlaybackLink | null {
    if (this.state !== 'AVAILABLE' && this.state !== 'NOT_READY') return null;
    this.#link ??= this.#playback.linkTo(this.#call);
    return this.#link;
  }
}

export const RecordingRef = builder.objectRef<CallRecording>('Recording').implement({
  description:
    'Stored audio of a call: whether it can be played, a link that plays it through this server, and the link that the provider states.',
  fields: (t) => ({
    url: t.expose('url', {
      type: 'URL',
      nullable: true,
      description:
        "Link to the audio, as the provider's record states it. It may have expired or ask for a key: `playbackUrl` does neither. Null where the record holds none.",
    }),
    access: t.expose('access', {
      type: RecordingAccessRef,
      nullable: false,
      description: 'What it takes to fetch the audio from the provider.',
    }),
    state: t.expose('state', {
      type: RecordingStateRef,
      nullable: false,
      description: 'Whether the audio can be played, as far as the record tells.',
    }),
    playbackUrl: t.field({
      type: 'URL',
      nullable: true,
      description:
        'Link to the audio through this server, for an `<audio>` element: it needs no credential, plays and seeks until `playbackExpiresAt`, and goes on when the link of the provider has expired. It plays this one recording and opens nothing else. Null unless `state` is `AVAILABLE` or `NOT_READY`.',
      resolve: ({ link }) => link?.url ?? null,
    }),
    playbackExpiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When `playbackUrl` stops working. Query the call again for a new one. Null without a `playbackUrl`.',
      resolve: ({ link }) => link?.expiresAt ?? null,
    }),
  }),
});
