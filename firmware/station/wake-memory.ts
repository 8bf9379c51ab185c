/**
 * What a board that sleeps remembers from one waking to the next, in memory that
 * outlasts deep sleep but no power cut: it makes the next one shorter. What lies there
 * may be chance, so it is checked.
 */

import { isIPv4 } from '../mqtt/address';

export interface Remembered {
  /** Of the access point that let us in; 0 when it is not known. */
  channel: number;
  /** The broker's address; undefined when it is not known. */
  address: string | undefined;
  /** The broker closes connections on which packets follow CONNECT at once. */
  refusesPipelining: boolean;
  /** When the clock was set last, Unix seconds; 0 is never. */
  clockSetS: number;
  /** The mark of what Home Assistant was told; 0 is nothing. */
  announced: number;
  /** The Wi-Fi interface's hardware address; empty when it is not known. */
  mac: string;
  /** Wakings in a row with the radio that have reached nothing, 0 to 255. */
  failures: number;
  /** Wakings to come that leave the radio off, 0 to 255. */
  rests: number;
}

/** Behind the crash record. */
const OFFSET = 16;
const LENGTH = 23;

const MAGIC = 0x57; // "W"
const CHANNEL = 1;
const FLAGS = 2;
const FAILURES = 3;
const ADDRESS = 4;
const CLOCK = 8;
const ANNOUNCED = 12;
const RESTS = 14;
const MAC = 15;
const MAC_BYTES = 6;
const CHECK = 22;

const HAS_ADDRESS = 1;
const REFUSES_PIPELINING = 2;
const HAS_MAC = 4;

export class WakeMemory {
  readonly #bytes: Uint8Array;

  constructor(retained: Uint8Array) {
    this.#bytes = retained.subarray(OFFSET, OFFSET + LENGTH);
  }

  read(): Remembered {
    const bytes = this.#bytes;
    const nothing = {
      ...{ channel: 0, address: undefined, refusesPipelining: false },
      ...{ clockSetS: 0, announced: 0, mac: '', failures: 0, rests: 0 },
    };
    if (bytes[0] !== MAGIC || checkOf(bytes) !== bytes[CHECK]) return nothing;
    const address = Array.from(bytes.subarray(ADDRESS, ADDRESS + 4)).join('.');
    return {
      channel: bytes[CHANNEL]!,
      address: bytes[FLAGS]! & HAS_ADDRESS && isIPv4(address) ? address : undefined,
      refusesPipelining: (bytes[FLAGS]! & REFUSES_PIPELINING) !== 0,
      clockSetS: viewOf(bytes).getUint32(CLOCK),
      announced: viewOf(bytes).getUint16(ANNOUNCED),
      mac: bytes[FLAGS]! & HAS_MAC ? macText(bytes.subarray(MAC, MAC + MAC_BYTES)) : '',
      failures: bytes[FAILURES]!,
      rests: bytes[RESTS]!,
    };
  }

  write(remembered: Remembered): void {
    const { channel, address, refusesPipelining, clockSetS, announced, mac } = remembered;
    const bytes = this.#bytes;
    bytes.fill(0);
    bytes[0] = MAGIC;
    bytes[CHANNEL] = channel;
    if (address !== undefined) {
      bytes[FLAGS] = HAS_ADDRESS;
      address.split('.').forEach((part, i) => {
        bytes[ADDRESS + i] = Number(part);
      });
    }
    if (mac !== '') {
      bytes[FLAGS]! |= HAS_MAC;
      mac.split(':').forEach((part, i) => {
        bytes[MAC + i] = parseInt(part, 16);
      });
    }
    bytes[FAILURES] = remembered.failures;
    bytes[RESTS] = remembered.rests;
    if (refusesPipelining) bytes[FLAGS]! |= REFUSES_PIPELINING;
    viewOf(bytes).setUint32(CLOCK, clockSetS);
    viewOf(bytes).setUint16(ANNOUNCED, announced);
    bytes[CHECK] = checkOf(bytes);
  }
}

function macText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':');
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Of all but itself. */
function checkOf(bytes: Uint8Array): number {
  let sum = 0x5a;
  for (let i = 0; i < CHECK; i++) sum = (sum * 31 + bytes[i]!) & 0xff;
  return sum;
}
