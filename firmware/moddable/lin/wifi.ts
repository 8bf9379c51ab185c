/** The desktop's own network in the place of Wi-Fi: joining it always works. */

import Net from 'net';
import type { MonotonicClock, Timer } from '../../ports/clock';
import type {
  WiFi,
  WiFiConnection,
  WiFiConnectOptions,
  WiFiConstructor,
  WiFiOptions,
} from '../../ports/wifi';

/** The interface class; all its objects watch one link. */
export function desktopWiFi(clock: MonotonicClock): WiFiConstructor {
  const link = new Link(clock);
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
    connect({ SSID }: WiFiConnectOptions): void {
      link.join(SSID);
    }
    disconnect(): void {
      link.leave();
    }
    close(): void {
      this.#unlisten();
    }
  };
}

class Link {
  connection: WiFiConnection = 200;
  ssid = '';
  readonly #clock: MonotonicClock;
  readonly #listeners = new Set<(property: string) => void>();
  #timer: Timer | undefined;

  constructor(clock: MonotonicClock) {
    this.#clock = clock;
  }

  listen(listener: ((property: string) => void) | undefined): () => void {
    if (!listener) return () => undefined;
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  join(ssid: string): void {
    if (this.connection === 300) throw new Error('already connecting');
    this.ssid = ssid;
    this.connection = 300;
    this.#timer = this.#clock.set(() => {
      this.#become(500);
    }, 0);
  }

  leave(): void {
    this.#clock.clear(this.#timer);
    if (this.connection !== 200) this.#become(200);
  }

  #become(connection: WiFiConnection): void {
    this.connection = connection;
    for (const listener of Array.from(this.#listeners)) {
      this.#clock.set(() => {
        if (this.#listeners.has(listener)) listener('connection');
      }, 0);
    }
  }
}
