/**
 * Joins the Wi-Fi and joins again for ever: the interface itself tries once and
 * keeps its reasons to itself. A link that had held is sought again at once; after
 * failures, and links that did not hold, the waits grow.
 */

import type { Timer } from '../ports/clock';
import type { WiFi } from '../ports/wifi';
import { Backoff } from './backoff';
import type { Tell } from './events';
import type { WiFiSettings } from './settings';
import type { StationPorts } from './station-ports';

/** `connection` once the link has an address, ECMA-419 clause 17. */
const READY = 500;
const DISCONNECTED = 200;
/** An association that hangs is given up. The SDK's own attempt takes a few seconds. */
const JOIN_TIMEOUT_MS = 20_000;

export interface WiFiOwner {
  joined(): void;
  left(): void;
}

export class WiFiJoiner {
  readonly #ports: StationPorts;
  readonly #settings: WiFiSettings;
  readonly #owner: WiFiOwner;
  readonly #tell: Tell;
  readonly #backoff: Backoff;
  /** Where the access point was last; 0 once it was not there. */
  #channel: number;
  #wifi: WiFi | undefined;
  #timer: Timer | undefined;
  #trying = false;
  #joined = false;
  /** The failure was told; more of the same is not news. */
  #told = false;

  /** `channel`, when it is known, saves the first try the search; 0 is not known. */
  constructor(
    ports: StationPorts,
    settings: WiFiSettings,
    owner: WiFiOwner,
    tell: Tell,
    channel = 0,
  ) {
    this.#ports = ports;
    this.#settings = settings;
    this.#owner = owner;
    this.#tell = tell;
    this.#channel = channel;
    this.#backoff = new Backoff(ports.random);
  }

  start(): void {
    this.#wifi = new this.#ports.WiFi({
      onChanged: (property) => {
        if (property === 'connection') this.#changed();
      },
    });
    this.#try();
  }

  /** The interface's hardware address. */
  get mac(): string {
    return this.#wifi?.MAC ?? '';
  }

  /** Of the access point, once it has let us in. */
  get channel(): number | undefined {
    return this.#wifi?.channel;
  }

  stop(): void {
    this.#setTimer(undefined, 0);
    this.#wifi?.disconnect();
    this.#wifi?.close();
    this.#wifi = undefined;
  }

  #try(): void {
    const { ssid, password } = this.#settings;
    this.#trying = true;
    this.#setTimer(() => {
      this.#trying = false;
      this.#wifi?.disconnect();
      this.#failed();
    }, JOIN_TIMEOUT_MS);
    const channel = this.#channel;
    this.#channel = 0;
    this.#wifi?.connect({
      SSID: ssid,
      ...(password !== undefined && { password }),
      ...(channel > 0 && { channel }),
    });
  }

  #changed(): void {
    const connection = this.#wifi?.connection;
    if (connection === READY && !this.#joined) this.#nowJoined();
    else if (connection === DISCONNECTED && this.#joined) this.#nowLost();
    else if (connection === DISCONNECTED && this.#trying) this.#failed();
  }

  #nowJoined(): void {
    const wifi = this.#wifi!;
    this.#setTimer(undefined, 0);
    this.#trying = false;
    this.#joined = true;
    this.#told = false;
    this.#backoff.worked(this.#ports.clock.now());
    this.#tell({
      level: 'info',
      event: 'wifi',
      state: 'joined',
      ssid: wifi.SSID ?? this.#settings.ssid,
      address: wifi.address ?? '',
      rssi: wifi.RSSI ?? 0,
    });
    this.#owner.joined();
  }

  #nowLost(): void {
    this.#joined = false;
    this.#tell({ level: 'warn', event: 'wifi', state: 'lost', ssid: this.#settings.ssid });
    this.#owner.left();
    this.#tryLater();
  }

  #failed(): void {
    this.#trying = false;
    this.#tryLater();
    if (this.#told) return;
    this.#told = true;
    this.#tell({
      level: 'warn',
      event: 'wifi',
      state: 'failed',
      ssid: this.#settings.ssid,
      failure: 'not joined',
      meaning: 'the access point is not there, or does not let us in',
      check: 'its name, the password, and whether it is in reach (2.4 GHz)',
    });
  }

  /** In a turn of its own even if at once: the interface may still be busy with telling us. */
  #tryLater(): void {
    this.#setTimer(() => {
      this.#try();
    }, this.#backoff.nextMs(this.#ports.clock.now()));
  }

  #setTimer(callback: (() => void) | undefined, delayMs: number): void {
    this.#ports.clock.clear(this.#timer);
    this.#timer = callback && this.#ports.clock.set(callback, delayMs);
  }
}
