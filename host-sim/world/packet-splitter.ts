/** Whole MQTT packets out of a stream of bytes. */

/** Remaining Length has four bytes at most, MQTT 3.1.1 clause 2.2.3. */
const MOST_LENGTH_BYTES = 4;
const NOTHING = Buffer.alloc(0);

export class PacketSplitter {
  #rest = NOTHING;
  /** It was no MQTT: from then on there are no packets. */
  #isForeign = false;

  /** The packets that are whole with these bytes; views of them where that can be. */
  take(bytes: Buffer): Buffer[] {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const packets: Buffer[] = [];
    let at = 0;
    if (!this.#isForeign) {
      let size = sizeAt(all, at);
      while (size > 0 && at + size <= all.length) {
        packets.push(all.subarray(at, at + size));
        at += size;
        size = sizeAt(all, at);
      }
      this.#isForeign = size < 0;
    }
    this.#rest = at === all.length ? NOTHING : Buffer.from(all.subarray(at));
    return packets;
  }

  /** What has come, where it is no MQTT; each byte once. */
  foreign(): Buffer {
    if (!this.#isForeign) return NOTHING;
    const bytes = this.#rest;
    this.#rest = NOTHING;
    return bytes;
  }
}

/** Bytes of the packet that begins at `at`; 0 when that cannot be told yet, -1 when it is none. */
function sizeAt(bytes: Buffer, at: number): number {
  let length = 0;
  for (let i = 0; i < MOST_LENGTH_BYTES; i++) {
    const byte = bytes[at + 1 + i];
    if (byte === undefined) return 0;
    length += (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return 2 + i + length;
  }
  return -1;
}
