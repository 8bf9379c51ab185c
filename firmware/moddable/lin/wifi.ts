/** The desktop's own network in the place of Wi-Fi, joined and left as the chip's is. */

import Net from 'net';
import type { MonotonicClock, Timer } from '../../ports/clock';
import type {
  WiFi,
  WiFiConnection,
  WiFiConnectOptions,
  WiFiConstructor,
  WiFiOptions,
} from '../../ports/wifi';

const LONGEST_SSID = 32;
const LONGEST_PASSWORD = 64;

/** The only access point that there is; where none is named, every name and password will do. */
export interface AccessPoint {
  readonly SSID: string;
  readonly password: string;
}

/** The interface class; all its objects watch one link. */
export function desktopWiFi(link: DesktopLink): WiFiConstructor {
  return class implements WiFi {
    readonly #unlisten: () => void;

    constructor({ onChanged }: WiFiOptions) {
      this.#unlisten = link.listen(onChanged);
    }
    get connection(): WiFiConnection {
      return link.connection;
    }
    get MAC(): string {
      return '02:00:00:00:00:01';
    }
    get address(): string | undefined {
      return this.connection === 500 ? Net.get('IP') : undefined;
    }
    get SSID(): string | undefined {
      return this.connection === 500 ? link.ssid : undefined;
    }
    get BSSID(): string | undefined {
      return this.connection === 500 ? '02:00:00:00:00:02' : undefined;
    }
    get RSSI(): number | undefined {
      return this.connection === 500 ? -50 : undefined;
    }
    get channel(): number | undefined {
      return this.connection === 500 ? 1 : undefined;
    }
    connect(options: WiFiConnectOptions): void {
      link.join(options);
    }
    disconnect(): void {
      link.leave();
    }
    close(): void {
      this.#unlisten();
    }
  };
}

export class DesktopLink {
  connection: WiFiConnection = 200;
  ssid = '';
  readonly #clock: MonotonicClock;
  readonly #accessPoint: AccessPoint | undefined;
  readonly #listeners = new Set<(property: string) => void>();
  /** What ends with the link: its sockets. */
  readonly #carried = new Set<() => void>();
  #timer: Timer | undefined;

  constructor(clock: MonotonicClock, accessPoint?: AccessPoint) {
    this.#clock = clock;
    this.#accessPoint = accessPoint;
  }

  listen(listener: ((property: string) => void) | undefined): () => void {
    if (!listener) return () => undefined;
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Calls `end` when the link goes; returns what takes that back. */
  carry(end: () => void): () => void {
    this.#carried.add(end);
    return () => {
      this.#carried.delete(end);
    };
  }

  join({ SSID, password }: WiFiConnectOptions): void {
    checkLength('SSID', SSID, 1, LONGEST_SSID);
    if (password !== undefined) checkLength('password', password, 0, LONGEST_PASSWORD);
    if (this.connection === 300) throw new Error('already connecting');
    const known = this.#accessPoint;
    const isRight = !known || (known.SSID === SSID && known.password === password);
    this.ssid = SSID;
    this.connection = 300;
    this.#timer = this.#clock.set(() => {
      this.#become(isRight ? 500 : 200, isRight);
    }, 0);
  }

  leave(): void {
    this.#clock.clear(this.#timer);
    if (this.connection !== 200) this.#become(200, false);
  }

  #become(connection: WiFiConnection, hasAddress: boolean): void {
    this.connection = connection;
    if (connection === 200) {
      for (const end of Array.from(this.#carried)) end();
      this.#carried.clear();
    }
    for (const listener of Array.from(this.#listeners)) {
      this.#clock.set(() => {
        if (this.#listeners.has(listener)) listener('connection');
        if (hasAddress && this.#listeners.has(listener)) listener('address');
      }, 0);
    }
  }
}

function checkLength(what: string, text: string, least: number, most: number): void {
  const length = ArrayBuffer.fromString(text).byteLength;
  if (length < least || length > most) {
    throw new RangeError(`${what}: ${length} bytes; must be from ${least} to ${most}`);
  }
}
