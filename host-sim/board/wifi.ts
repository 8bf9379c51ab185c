/** Wi-Fi: access points that are there or not, and an interface that joins them as the SDK's does. */

import type { MonotonicClock, Timer } from '../../firmware/ports/clock';
import type {
  WiFi,
  WiFiConnection,
  WiFiConnectOptions,
  WiFiConstructor,
  WiFiOptions,
} from '../../firmware/ports/wifi';
import type { Life } from './life';
import { utf8Length } from './utf8-length';

export interface AccessPoint {
  readonly ssid: string;
  /** Absent for an open one. */
  password?: string | undefined;
  readonly bssid: string;
  readonly channel: number;
  /** dBm at the board. */
  rssi: number;
  /** Whether it is switched on and in reach. */
  present: boolean;
}

export interface Radio {
  readonly mac: string;
  readonly accessPoints: readonly AccessPoint[];
  /** From `connect` to associated, or to failed. */
  readonly associationMs: number;
  /** From associated to an address. */
  dhcpMs: number;
  /** What the DHCP server gives this board. */
  readonly address: string;
}

/** Weaker than this, nothing can be joined or kept. */
const WEAKEST_RSSI = -90;

/** The link of one board. Several interface objects may watch it; there is one link. */
export class WiFiLink {
  connection: WiFiConnection = 200;
  accessPoint: AccessPoint | undefined;
  /** Hears of every state at once. */
  onState: ((connection: WiFiConnection) => void) | undefined;
  readonly radio: Radio;
  readonly #clock: MonotonicClock;
  readonly #listeners = new Set<(property: string) => void>();
  readonly #connections = new Set<() => void>();
  #timer: Timer | undefined;

  constructor(radio: Radio, clock: MonotonicClock) {
    this.radio = radio;
    this.#clock = clock;
  }

  /** `listener` hears of every change, in a turn of its own; returns what ends that. */
  listen(listener: (property: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `broken` is called in the moment in which the link is gone; returns what ends that. */
  carry(broken: () => void): () => void {
    this.#connections.add(broken);
    return () => this.#connections.delete(broken);
  }

  get ready(): boolean {
    return this.connection === 500;
  }

  join({ SSID, password }: WiFiConnectOptions): void {
    if (this.connection === 300) throw new Error('already connecting');
    checkLength(SSID, 'SSID', 1, 32);
    if (password !== undefined) checkLength(password, 'password', 0, 64);
    this.#become(300, false);
    this.#after(this.radio.associationMs, () => {
      const found = this.#strongest(SSID);
      if (!found || found.password !== password) {
        this.#become(200);
        return;
      }
      this.accessPoint = found;
      this.#become(400);
      this.#after(this.radio.dhcpMs, () => {
        this.#become(500);
        this.#announce('address');
      });
    });
  }

  leave(): void {
    this.#clock.clear(this.#timer);
    if (this.connection !== 200) this.#become(200);
  }

  /** The access points have changed: a link may be gone. */
  check(): void {
    const joined = this.accessPoint;
    if (joined && (!joined.present || joined.rssi < WEAKEST_RSSI)) this.leave();
  }

  #strongest(ssid: string): AccessPoint | undefined {
    let best: AccessPoint | undefined;
    for (const candidate of this.radio.accessPoints) {
      if (candidate.ssid !== ssid || !candidate.present || candidate.rssi < WEAKEST_RSSI) continue;
      if (!best || candidate.rssi > best.rssi) best = candidate;
    }
    return best;
  }

  #after(delayMs: number, action: () => void): void {
    this.#clock.clear(this.#timer);
    this.#timer = this.#clock.set(action, delayMs);
  }

  #become(connection: WiFiConnection, announced = true): void {
    this.connection = connection;
    this.onState?.(connection);
    if (connection === 200) {
      this.accessPoint = undefined;
      for (const broken of [...this.#connections]) broken();
    }
    if (announced) this.#announce('connection');
  }

  #announce(property: string): void {
    for (const listener of [...this.#listeners]) {
      this.#clock.set(() => {
        if (this.#listeners.has(listener)) listener(property);
      }, 0);
    }
  }
}

function checkLength(text: string, what: string, least: number, most: number): void {
  const length = utf8Length(text);
  if (length < least || length > most) throw new RangeError(`${what} has ${length} bytes`);
}

/** The interface class of a board. */
export function wifiOf(link: WiFiLink, life: Life): WiFiConstructor {
  return class implements WiFi {
    readonly #unlisten: () => void;

    constructor({ onChanged }: WiFiOptions) {
      this.#unlisten = link.listen((property) => onChanged?.(property));
      life.onEnd(() => {
        this.close();
      });
    }

    get connection(): WiFiConnection {
      return link.connection;
    }
    get MAC(): string {
      return link.radio.mac;
    }
    get address(): string | undefined {
      return link.ready ? link.radio.address : undefined;
    }
    get SSID(): string | undefined {
      return link.accessPoint?.ssid;
    }
    get BSSID(): string | undefined {
      return link.accessPoint?.bssid;
    }
    get RSSI(): number | undefined {
      return link.accessPoint?.rssi;
    }
    get channel(): number | undefined {
      return link.accessPoint?.channel;
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
