/**
 * SHA-1, FIPS 180-4 clause 6.1. The WebSocket handshake asks for it (RFC 6455
 * clause 4.1), where it tells an echo from an answer; it protects nothing.
 */

const BLOCK_BYTES = 64;
const WORDS = 80;

/** The 20 bytes of the digest. */
export function sha1(data: Uint8Array): Uint8Array {
  const padded = pad(data);
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const schedule = new Int32Array(WORDS);
  for (let at = 0; at < padded.byteLength; at += BLOCK_BYTES) mix(state, schedule, padded, at);
  const digest = new DataView(new ArrayBuffer(20));
  for (let i = 0; i < state.length; i++) digest.setInt32(i * 4, state[i]!);
  return new Uint8Array(digest.buffer);
}

/** The message, a bit 1, zeros, and its length in bits in the last eight bytes, clause 5.1.1. */
function pad(data: Uint8Array): DataView {
  const blocks = Math.ceil((data.length + 9) / BLOCK_BYTES);
  const bytes = new Uint8Array(blocks * BLOCK_BYTES);
  bytes.set(data);
  bytes[data.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 8, Math.floor(data.length / 0x2000_0000));
  view.setUint32(bytes.length - 4, data.length << 3);
  return view;
}

function mix(state: Int32Array, schedule: Int32Array, bytes: DataView, start: number): void {
  for (let t = 0; t < 16; t++) schedule[t] = bytes.getInt32(start + t * 4);
  for (let t = 16; t < WORDS; t++) {
    const word = schedule[t - 3]! ^ schedule[t - 8]! ^ schedule[t - 14]! ^ schedule[t - 16]!;
    schedule[t] = rotated(word, 1);
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  for (let t = 0; t < WORDS; t++) {
    let choice: number;
    if (t < 20) choice = ((b & c) | (~b & d)) + 0x5a827999;
    else if (t < 40) choice = (b ^ c ^ d) + 0x6ed9eba1;
    else if (t < 60) choice = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    else choice = (b ^ c ^ d) + 0xca62c1d6;
    const next = (rotated(a, 5) + choice + e + schedule[t]!) | 0;
    e = d;
    d = c;
    c = rotated(b, 30);
    b = a;
    a = next;
  }
  state[0] = state[0]! + a;
  state[1] = state[1]! + b;
  state[2] = state[2]! + c;
  state[3] = state[3]! + d;
  state[4] = state[4]! + e;
}

function rotated(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
