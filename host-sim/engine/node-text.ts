/** Text to UTF-8 and back on Node. */

import type { TextCodec } from './realm/text';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `decode` throws for what is not UTF-8. */
export const nodeText: TextCodec = {
  encode: (text) => encoder.encode(text),
  decode: (bytes) => decoder.decode(bytes),
  prefersLoops: true,
};
