/** Stands in for the SDK's `embedded:network/interface/wifi`; the radio is the test. */

import { fail } from '../assert';

export default class WiFi {
  connection = 200;
  address: string | undefined;
  readonly MAC = '24:0a:c4:00:00:01';
  readonly SSID = 'home';
  readonly BSSID = '10:20:30:40:50:60';
  readonly RSSI = -58;
  readonly channel = 6;
  readonly joins: object[] = [];
  closings = 0;
  readonly #onChanged: ((property: string) => void) | undefined;

  constructor({ onChanged }: { readonly onChanged?: (property: string) => void }) {
    this.#onChanged = onChanged;
    interfaces.push(this);
  }

  /** The link is another, and that is announced. */
  become(connection: number, address: string | undefined, ...properties: string[]): void {
    this.connection = connection;
    this.address = address;
    for (const property of properties) this.#onChanged?.(property);
  }

  connect(options: object): void {
    if (this.connection === 300) throw new Error('already connecting');
    this.joins.push(options);
    this.connection = 300;
  }

  /** The SDK tells whoever calls it nothing. */
  disconnect(): void {
    this.connection = 200;
    this.address = undefined;
  }

  close(): void {
    this.closings++;
  }
}

const interfaces: WiFi[] = [];

/** The interface made last. */
export function lastInterface(): WiFi {
  return interfaces.at(-1) ?? fail('no interface was made');
}
