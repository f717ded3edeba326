/** The first call that the sandbox shows of each provider. */
export const EXAMPLE_IDS = {
  VoxworksCall: 'voxworks:7d9f2c41-3b8e-4f6a-9c15-e20b84a6d3f7',
  SynthflowCall: 'synthflow:1794911400000x327898249603432960',
  PuretalkCall: 'puretalk:be8b84ed-16d8-459e-b71c-b0f54fce5ec1',
  OsviCall: 'osvi:a1b2c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d',
} as const;

/** A call that begins with the first request for it and ends within two minutes. */
export const LIVE_CALL = 'voxworks:11fe0ca1-0000-4000-8000-0000000000a1';
