/**
 * The Wi-Fi interface on `embedded:network/interface/wifi`. That tells whoever
 * calls `disconnect` nothing; here everyone is told, as the port wants it.
 */

import Interface from 'embedded:network/interface/wifi';
import Timer from 'timer';
import type { WiFi, WiFiConnection, WiFiConnectOptions, WiFiOptions } from '../../ports/wifi';
import { ReadyLink } from './ready-link';

const DISCONNECTED = 200;
const LONGEST_SSID = 32;
const LONGEST_PASSWORD = 64;

export class EspWiFi implements WiFi {
  /** The SDK's class has the shape of the port, beyond what its declarations say. */
  readonly #wifi: WiFi;
  readonly #onChanged: ((property: string) => void) | undefined;
  readonly #link: ReadyLink;
  #closed = false;

  constructor({ onChanged }: WiFiOptions) {
    this.#onChanged = onChanged;
    this.#link = new ReadyLink(
      () => this.#wifi,
      (property) => {
        this.#tell(property);
      },
    );
    this.#wifi = new Interface({
      onChanged: (property) => {
        // Delivered in pairs; and an interface that is closed has nothing to look at.
        if (!this.#closed) this.#link.changed(property);
      },
    }) as unknown as WiFi;
  }

  #tell(property: string): void {
    if (!this.#closed) this.#onChanged?.(property);
  }

  get connection(): WiFiConnection {
    return this.#link.connection;
  }
  get MAC(): string {
    return this.#wifi.MAC;
  }
  get address(): string | undefined {
    return this.#link.address;
  }
  get SSID(): string | undefined {
    return this.#wifi.SSID;
  }
  get BSSID(): string | undefined {
    return this.#wifi.BSSID;
  }
  get RSSI(): number | undefined {
    return this.#wifi.RSSI;
  }
  get channel(): number | undefined {
    return this.#wifi.channel;
  }

  connect(options: WiFiConnectOptions): void {
    checkLength('SSID', options.SSID, 1, LONGEST_SSID);
    if (options.password !== undefined) {
      checkLength('password', options.password, 0, LONGEST_PASSWORD);
    }
    this.#wifi.connect(options);
  }

  disconnect(): void {
    if (this.#wifi.connection === DISCONNECTED) return;
    this.#wifi.disconnect();
    Timer.set(() => {
      this.#tell('connection');
    }, 0);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#wifi.close();
  }
}

function checkLength(what: string, text: string, least: number, most: number): void {
  const length = ArrayBuffer.fromString(text).byteLength;
  if (length < least || length > most) {
    throw new RangeError(`${what}: ${length} bytes; must be from ${least} to ${most}`);
  }
}
