export const possibleTypes = {
  "Call": [
    "OsviCall",
    "PuretalkCall",
    "SynthflowCall",
    "VoxworksCall"
  ],
  "Node": [
    "OsviCall",
    "PuretalkCall",
    "SynthflowCall",
    "VoxworksCall"
  ]
};