/**
 * Makes `ready` mean what the port says: the SDK announces 500 before the address can
 * be read, and the address by another event; and as long as there is no IPv4 address
 * it gives the IPv6 one of the link, which leads nowhere.
 */

import { isIPv4 } from '../../mqtt/address';
import type { WiFiConnection } from '../../ports/wifi';

interface Interface {
  readonly connection: WiFiConnection;
  readonly address: string | undefined;
}

const ASSOCIATED = 400;
const READY = 500;
const NONE = '0.0.0.0';

export class ReadyLink {
  readonly #interface: () => Interface;
  readonly #tell: (property: string) => void;
  /** The SDK has announced 500 when there was no address yet. */
  #isOwed = false;

  constructor(the: () => Interface, tell: (property: string) => void) {
    this.#interface = the;
    this.#tell = tell;
  }

  /** 500 with an address only; 400 as long as that is missing. */
  get connection(): WiFiConnection {
    const { connection } = this.#interface();
    return connection === READY && this.address === undefined ? ASSOCIATED : connection;
  }

  /** The IPv4 address. */
  get address(): string | undefined {
    const { address } = this.#interface();
    return address !== undefined && address !== NONE && isIPv4(address) ? address : undefined;
  }

  /** An event of the SDK's. */
  changed(property: string): void {
    const isReady = this.connection === READY;
    if (property === 'connection')
      this.#isOwed = this.#interface().connection === READY && !isReady;
    else if (this.#isOwed && isReady) {
      this.#isOwed = false;
      this.#tell('connection');
    }
    this.#tell(property);
  }
}
