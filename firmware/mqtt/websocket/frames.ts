/** Frames of WebSocket, RFC 6455 clause 5. */

export const CONTINUATION = 0x0;
export const BINARY = 0x2;
export const CLOSE = 0x8;
export const PING = 0x9;
export const PONG = 0xa;

/** Status codes of a close frame, clause 7.4.1. */
export const NORMAL_CLOSURE = 1000;
export const PROTOCOL_ERROR = 1002;
export const UNSUPPORTED_DATA = 1003;

const FIN = 0x80;
const RESERVED = 0x70;
const MASK = 0x80;
/** Payload bytes that a control frame has at most, clause 5.5. */
export const LONGEST_CONTROL = 125;
/** Payload bytes that one of our frames has at most: a length of two bytes says them. */
export const LONGEST_FRAME = 0xffff;
/** Bytes before the payload of our longest frame: two, a length of two, and the mask. */
export const FRAME_OVERHEAD = 8;

/**
 * Writes a frame of its own into `out`, masked with `mask` as all that clients send
 * is [RFC 6455 clause 5.3]; returns its length. `out` has room for FRAME_OVERHEAD more
 * bytes than the payload.
 */
export function encodeFrame(
  out: Uint8Array,
  opcode: number,
  payload: Uint8Array,
  mask: Uint8Array,
): number {
  const { length } = payload;
  let at = 0;
  out[at++] = FIN | opcode;
  if (length <= LONGEST_CONTROL) out[at++] = MASK | length;
  else {
    out[at++] = MASK | 126;
    out[at++] = length >> 8;
    out[at++] = length;
  }
  for (let i = 0; i < 4; i++) out[at++] = mask[i]!;
  maskInto(out, at, payload, mask);
  return at + length;
}

/** Four bytes at a time: XS pays for steps. */
function maskInto(out: Uint8Array, start: number, payload: Uint8Array, mask: Uint8Array): void {
  const { length } = payload;
  const from = new DataView(payload.buffer, payload.byteOffset, length);
  const to = new DataView(out.buffer, out.byteOffset + start, length);
  const word = new DataView(mask.buffer, mask.byteOffset).getInt32(0);
  let at = 0;
  for (; at + 4 <= length; at += 4) to.setInt32(at, from.getInt32(at) ^ word);
  for (; at < length; at++) to.setUint8(at, from.getUint8(at) ^ mask[at & 3]!);
}

/** Reads the header of a frame, in whatever pieces it comes. */
export class FrameHeader {
  opcode = 0;
  /** Payload bytes. */
  length = 0;
  readonly #bytes = new Uint8Array(10);
  #count = 0;
  /** A message of several frames is under way. */
  #fragmented = false;

  /** Where the next bytes of the header go; empty when it is complete. */
  space(): Uint8Array {
    return this.#bytes.subarray(this.#count, this.#size());
  }

  /** `count` bytes were put into `space()`. */
  filled(count: number): void {
    this.#count += count;
  }

  /** How many bytes the header has, as far as that is known. */
  #size(): number {
    if (this.#count < 2) return 2;
    const short = this.#bytes[1]! & 0x7f;
    return short === 127 ? 10 : short === 126 ? 4 : 2;
  }

  get complete(): boolean {
    return this.#count >= 2 && this.#count === this.#size();
  }

  /** Takes the complete header; what is wrong with it, or undefined. */
  take(): string | undefined {
    const first = this.#bytes[0]!;
    const second = this.#bytes[1]!;
    this.#count = 0;
    this.opcode = first & 0x0f;
    this.length = this.#payloadLength(second & 0x7f);
    if (first & RESERVED) return 'reserved bits are set';
    if (second & MASK) return 'a server does not mask';
    return this.#opcodeProblem((first & FIN) !== 0);
  }

  #payloadLength(short: number): number {
    const view = new DataView(this.#bytes.buffer);
    if (short === 126) return view.getUint16(2);
    if (short === 127) return view.getUint32(2) * 0x1_0000_0000 + view.getUint32(6);
    return short;
  }

  #opcodeProblem(final: boolean): string | undefined {
    const { opcode } = this;
    if (opcode === CLOSE || opcode === PING || opcode === PONG) {
      return final && this.length <= LONGEST_CONTROL ? undefined : 'a control frame is too long';
    }
    // [MQTT-6.0.0-1]: MQTT comes in binary frames.
    if (opcode !== BINARY && opcode !== CONTINUATION) return 'a frame is not binary';
    if ((opcode === CONTINUATION) !== this.#fragmented) return 'fragments are out of order';
    this.#fragmented = !final;
    return undefined;
  }
}
