import type { Utf8Decoder } from '../../core/json/utf8.ts';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true }); // else a mark at the start is lost

/** Text of UTF-8 by the platform's decoder; of bytes that are known to be valid. */
export const decodeUtf8: Utf8Decoder = (bytes, start, end) =>
  decoder.decode(bytes.subarray(start, end));
