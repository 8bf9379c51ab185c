/**
 * Stands in for the SDK's `embedded:io/socket/tcp/tls`: makes the socket below as the SDK
 * does, and what it does when that calls it is up to the test.
 */

import { append } from '../bytes';
import { fail } from '../assert';
import type TCP from './tcp';

interface Options {
  readonly address: string;
  readonly port: number;
  readonly host: string;
  readonly secure: Readonly<Record<string, unknown>>;
  readonly TCP: { readonly io: new (options: object) => TCP };
  readonly onReadable: (count: number) => void;
  readonly onWritable: (count: number) => void;
  readonly onError: () => void;
}

/** What the constructor throws next. */
export const next: { error: Error | undefined } = { error: undefined };

export default class TLSSocket {
  readonly options: Options;
  readonly below: TCP;
  closings = 0;
  /** What a record from the server does. */
  onRecord: () => void = () => undefined;
  #data: number[] = [];
  #window = 0;

  constructor(options: Options) {
    const { error } = next;
    next.error = undefined;
    if (error) throw error;
    this.options = options;
    this.below = new options.TCP.io({
      ...options,
      onReadable: () => {
        this.onRecord();
      },
      onWritable: () => undefined,
      onError: () => {
        options.onError();
      },
    });
    opened.push(this);
  }

  /** Writes a record of this type. */
  record(type: number, ...body: number[]): void {
    this.below.write(Uint8Array.of(type, 3, 3, 0, body.length, ...body));
  }

  /** What the SDK calls when it holds the handshake for over. */
  ready(count: number): void {
    this.#window = count;
    this.options.onWritable(count);
  }

  /** Bytes of the application's arrive. */
  arrive(...bytes: number[]): void {
    append(this.#data, bytes);
    this.options.onReadable(this.#data.length);
  }

  read(into: Uint8Array): number | undefined {
    if (this.#data.length === 0) return undefined;
    const part = this.#data.splice(0, into.length);
    into.set(part);
    return part.length;
  }

  write(bytes: Uint8Array): number {
    if (bytes.length > this.#window) throw new Error('would block');
    this.#window -= bytes.length;
    return this.#window;
  }

  close(): void {
    this.closings++;
    this.below.close();
  }
}

const opened: TLSSocket[] = [];

/** The socket made last. */
export function lastTls(): TLSSocket {
  return opened.at(-1) ?? fail('no socket was made');
}
