/** Bytes of a mebibyte, the unit of the settings that end in `_MB`. */
export const MEBIBYTE = 1_048_576;
