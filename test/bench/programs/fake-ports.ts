/**
 * Ports that cost next to nothing, so that the station's own costs show: a Wi-Fi
 * that is there at once, a broker that accepts everything, and a sensor that
 * always gives the same answer.
 */

import { MemoryFlash } from '../../../firmware/moddable/common/memory-flash';
import type { Crypto } from '../../../firmware/ports/crypto';
import type { Ports } from '../../../firmware/ports/ports';
import type { PulseLineOptions } from '../../../firmware/ports/pulse-line';
import type { SocketOptions } from '../../../firmware/ports/socket';
import type { WiFiConnection, WiFiOptions } from '../../../firmware/ports/wifi';
import type { StationPorts } from '../../../firmware/station/station-ports';
import type { VirtualClock } from '../../../host-sim/board/virtual-clock';
import { framePulses } from './frame-pulses';

const CONNECT = 0x10;
const SUBSCRIBE = 0x82;
const PINGREQ = 0xc0;
const WINDOW_BYTES = 5_744;
const FLASH_BLOCKS = 8;
export const FLASH_BYTES = FLASH_BLOCKS * 4_096;
const START_UNIX_MS = 1_700_000_000_000;

export interface Counts {
  /** PUBLISH packets that were written. */
  published: number;
}

export function fakePorts(clock: VirtualClock, counts: Counts): StationPorts {
  return {
    clock,
    wallClock: {
      unixMs: () => START_UNIX_MS + clock.now(),
      synchronize: (callback) => {
        clock.set(() => {
          callback(null);
        }, 1);
      },
      cancel: () => {},
    },
    random: { fill: (into) => into.fill(1) },
    log: { write: () => {} },
    console: { dropped: 0, write: () => {}, listen: () => {} },
    flash: new MemoryFlash(FLASH_BLOCKS),
    keyValue: {
      open: () => ({
        read: () => undefined,
        write: () => {},
        delete: () => {},
        keys: () => [],
        close: () => {},
      }),
    },
    reset: { reason: 'power on', restart: () => {} },
    sleep: { retained: new Uint8Array(1_024), deepSleep: () => {} },
    WiFi: wifi(clock),
    TCP: tcp(clock, counts),
    TLS: tcp(clock, counts),
    crypto: {} as Crypto, // nothing is encrypted here
    Resolver: class {
      resolve(): void {
        throw new Error('the broker has an address');
      }
      close(): void {}
    },
    PulseLine: pulseLine(clock),
  };
}

function wifi(clock: VirtualClock): Ports['WiFi'] {
  return class {
    connection: WiFiConnection = 200;
    readonly MAC = '24:6f:28:0a:ff:12';
    readonly address = '192.168.4.2';
    readonly SSID = 'test';
    readonly BSSID = '02:00:00:00:00:01';
    readonly RSSI = -60;
    readonly channel = 1;
    readonly #options: WiFiOptions;
    constructor(options: WiFiOptions) {
      this.#options = options;
    }
    connect(): void {
      clock.set(() => {
        this.connection = 500;
        this.#options.onChanged?.('connection');
      }, 1);
    }
    disconnect(): void {}
    close(): void {}
  };
}

/** Answers each packet by its first byte; the client writes whole packets. */
function tcp(clock: VirtualClock, counts: Counts): Ports['TCP'] {
  return class {
    readonly #options: SocketOptions;
    #answer: Uint8Array | undefined;
    readonly #puback = Uint8Array.of(0x40, 2, 0, 0);
    constructor(options: SocketOptions) {
      this.#options = options;
      clock.set(() => options.onWritable?.(WINDOW_BYTES), 1);
    }
    read(into: Uint8Array): number {
      const answer = this.#answer;
      if (!answer) return 0;
      this.#answer = undefined;
      into.set(answer);
      return answer.length;
    }
    write(bytes: Uint8Array): number {
      const first = bytes[0]!;
      if ((first & 0xf0) === 0x30) {
        counts.published++;
        if (first & 0x06) this.#acknowledge(bytes);
      } else if (first === CONNECT) this.#say(Uint8Array.of(0x20, 2, 0, 0));
      else if (first === SUBSCRIBE) this.#say(Uint8Array.of(0x90, 3, bytes[2]!, bytes[3]!, 1));
      else if (first === PINGREQ) this.#say(Uint8Array.of(0xd0, 0));
      return WINDOW_BYTES;
    }
    close(): void {}
    /** PUBACK; of QoS 2 nothing is measured. */
    #acknowledge(bytes: Uint8Array): void {
      let at = 1;
      while (bytes[at]! >= 0x80) at++;
      const idAt = at + 3 + ((bytes[at + 1]! << 8) | bytes[at + 2]!);
      this.#puback[2] = bytes[idAt]!;
      this.#puback[3] = bytes[idAt + 1]!;
      this.#say(this.#puback);
    }
    #say(answer: Uint8Array): void {
      clock.set(() => {
        this.#answer = answer;
        this.#options.onReadable?.(answer.length);
      }, 1);
    }
  };
}

function pulseLine(clock: VirtualClock): Ports['PulseLine'] {
  const pulses = framePulses([0x01, 0xe2, 0x00, 0xd7, 0xba]); // 48.2 %, 21.5 °C
  return class {
    readonly #options: PulseLineOptions;
    constructor(options: PulseLineOptions) {
      this.#options = options;
    }
    start(): void {
      clock.set(() => {
        this.#options.onReadable(pulses.length);
      }, 6);
    }
    read(into: Int16Array): number {
      into.set(pulses);
      return pulses.length;
    }
    close(): void {}
  };
}
