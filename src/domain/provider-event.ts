/** A change in how this process stands with one provider account. Operators want to know of each once. */
export type ProviderEvent =
  | { readonly kind: 'breaker-opened' | 'breaker-closed' | 'key-refused' | 'key-accepted' }
  /** A provider asked for a pause. Pauses that follow one another closely are one. */
  | { readonly kind: 'pause-began'; readonly seconds: number };
