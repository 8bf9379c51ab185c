/**
 * One connection to the server: finds its address, opens the socket, and moves
 * bytes as the socket's window allows. It knows nothing of MQTT.
 */

import type { Resolver } from '../ports/resolver';
import type { Socket, SocketOptions } from '../ports/socket';
import { isIPv4 } from './address';
import type { Client, Server } from './client';
import type { ConnectionFailure } from './failures';
import type { OutBuffer } from './out-buffer';

export interface ConnectionOwner {
  /** The socket is open and takes bytes. */
  onOpen(): void;
  onReadable(): void;
  onWritable(): void;
  /** It did not come about, or is over. */
  onFailed(failure: ConnectionFailure): void;
}

export class Connection {
  readonly #client: Client;
  readonly #owner: ConnectionOwner;
  #resolver: Resolver | undefined;
  #socket: Socket | undefined;
  #open = false;
  #closed = false;
  #window = 0;

  constructor(client: Client, server: Server, owner: ConnectionOwner) {
    this.#client = client;
    this.#owner = owner;
    if (isIPv4(server.host)) this.#connect(server.host, server);
    else this.#resolve(server);
  }

  #resolve(server: Server): void {
    const dns = this.#client.dns;
    if (!dns) {
      throw new TypeError(
        `"${server.host}" is a name: the client needs dns, or use an IPv4 address`,
      );
    }
    const resolver = new dns.io(dns);
    this.#resolver = resolver;
    resolver.resolve({ host: server.host }, (error, address) => {
      resolver.close();
      this.#resolver = undefined;
      if (this.#closed) return;
      if (error || address === undefined) this.#owner.onFailed('host not found');
      else this.#connect(address, server);
    });
  }

  #connect(address: string, server: Server): void {
    const options: SocketOptions = {
      ...this.#client,
      address,
      port: server.port,
      host: server.host,
      onReadable: () => {
        this.#owner.onReadable();
      },
      onWritable: (count) => {
        this.#window = count;
        if (this.#open) this.#owner.onWritable();
        else {
          this.#open = true;
          this.#owner.onOpen();
        }
      },
      onError: (failure) => {
        this.#owner.onFailed(failure ?? (this.#open ? 'connection lost' : 'unreachable'));
      },
    };
    // Some sockets throw at once when they find no way (SDK: "no socket", "connect error").
    try {
      this.#socket = new this.#client.io(options);
    } catch {
      this.#failLater('unreachable');
    }
  }

  get isOpen(): boolean {
    return this.#open && !this.#closed;
  }

  /** Fills `into` with input that has arrived; returns the count. */
  read(into: Uint8Array): number {
    return this.#socket && !this.#closed ? this.#socket.read(into) : 0;
  }

  /**
   * Writes what `out` holds, as far as the window goes. A socket that throws is at its
   * end: that is told in a turn of its own, for whoever sends is in the middle of it.
   */
  flush(out: OutBuffer): void {
    if (!this.#socket || !this.isOpen) return;
    try {
      this.#window = out.drain(this.#socket, this.#window);
    } catch {
      this.#window = 0;
      this.#failLater('connection lost');
    }
  }

  #failLater(failure: ConnectionFailure): void {
    this.#client.clock.set(() => {
      if (!this.#closed) this.#owner.onFailed(failure);
    }, 0);
  }

  /** Ends it at once; no call to the owner follows. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#resolver?.close();
    this.#socket?.close();
  }
}
