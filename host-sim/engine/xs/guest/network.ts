/** The network ports inside XS. */

import type {
  ResolveCallback,
  ResolveOptions,
  Resolver,
  ResolverConstructor,
} from '../../../../firmware/ports/resolver';
import type { Socket, SocketConstructor, SocketOptions } from '../../../../firmware/ports/socket';
import type {
  WiFi,
  WiFiConnection,
  WiFiConnectOptions,
  WiFiConstructor,
  WiFiOptions,
} from '../../../../firmware/ports/wifi';
import type { WireValue } from '../wire';
import type { Link } from './link';
import { Remote } from './remote';

export function wifiOf(link: Link): WiFiConstructor {
  return class implements WiFi {
    readonly #remote: Remote;

    constructor({ onChanged }: WiFiOptions) {
      this.#remote = new Remote(link, 'WiFi', {}, { onChanged });
    }

    get connection(): WiFiConnection {
      return this.#remote.get('connection') as WiFiConnection;
    }
    get MAC(): string {
      return this.#remote.get('MAC') as string;
    }
    get address(): string | undefined {
      return this.#remote.get('address') as string | undefined;
    }
    get SSID(): string | undefined {
      return this.#remote.get('SSID') as string | undefined;
    }
    get BSSID(): string | undefined {
      return this.#remote.get('BSSID') as string | undefined;
    }
    get RSSI(): number | undefined {
      return this.#remote.get('RSSI') as number | undefined;
    }
    get channel(): number | undefined {
      return this.#remote.get('channel') as number | undefined;
    }
    connect(options: WiFiConnectOptions): void {
      this.#remote.call('connect', { ...options });
    }
    disconnect(): void {
      this.#remote.call('disconnect');
    }
    close(): void {
      this.#remote.close();
    }
  };
}

/** Plain, or with the `secure` that it is made with beside. */
export function socketOf(link: Link, kind: 'TCP' | 'TLS'): SocketConstructor {
  return class implements Socket {
    readonly #remote: Remote;
    #connected = false;
    #closed = false;
    /** What may be written, less what was written since Node said so. */
    #window = 0;

    constructor({ onReadable, onWritable, onError, ...options }: SocketOptions) {
      this.#remote = new Remote(
        link,
        kind,
        { ...options },
        {
          onReadable,
          onWritable: (count: number) => {
            this.#connected = true;
            this.#window = count;
            onWritable?.(count);
          },
          onError,
        },
      );
    }

    read(into: Uint8Array): number {
      const [count, bytes] = link.ask('read', this.#remote.handle, into.length) as [
        number,
        Uint8Array,
      ];
      into.set(bytes);
      return count;
    }

    write(bytes: Uint8Array): number {
      if (this.#closed) throw new Error('the socket is closed');
      if (!this.#connected) throw new Error('not ready');
      if (bytes.length > this.#window) throw new Error('would block');
      this.#window -= bytes.length;
      link.post('write', this.#remote.handle, bytes);
      return this.#window;
    }

    close(): void {
      if (this.#closed) return;
      this.#closed = true;
      this.#remote.close();
    }
  };
}

export function resolverOf(link: Link): ResolverConstructor {
  return class implements Resolver {
    readonly #remote: Remote;
    readonly #callbacks: (ResolveCallback | undefined)[] = [];

    constructor() {
      this.#remote = new Remote(
        link,
        'Resolver',
        {},
        {
          resolved: (at: number, error: Error | null, address?: string, host?: string) => {
            const callback = this.#callbacks[at];
            this.#callbacks[at] = undefined;
            callback?.(error, address, host);
          },
        },
      );
    }

    resolve({ host }: ResolveOptions, callback: ResolveCallback): void {
      const at = this.#callbacks.push(callback) - 1;
      link.ask('resolve', this.#remote.handle, { host } satisfies WireValue, at);
    }

    close(): void {
      this.#remote.close();
    }
  };
}
