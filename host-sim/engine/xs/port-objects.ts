/**
 * The objects of the ports' classes that a program inside XS holds. Those behind
 * are the ones that serve Node's engine; here they get handles, and their
 * callbacks become events.
 */

import type { KeyValueDomain } from '../../../firmware/ports/key-value';
import type { Ports } from '../../../firmware/ports/ports';
import type { PulseLine } from '../../../firmware/ports/pulse-line';
import type { Resolver } from '../../../firmware/ports/resolver';
import type { Socket } from '../../../firmware/ports/socket';
import type { WireValue } from './wire';

/** An event for the program; its arguments are taken when it is delivered. */
export interface PortEvent {
  readonly handle: number;
  readonly name: string;
  readonly args: () => readonly WireValue[];
}

type Options = Readonly<Record<string, WireValue>>;
type Callbacks = Readonly<Record<string, (...args: WireValue[]) => void>>;
type Method = (...args: WireValue[]) => WireValue;
type Constructor = new (options: object) => object;

export class PortObjects {
  readonly #ports: Ports;
  readonly #emit: (event: PortEvent) => void;
  readonly #objects = new Map<number, object>();
  /** What the sockets may still write. */
  readonly #windows = new Map<number, number>();

  constructor(ports: Ports, emit: (event: PortEvent) => void) {
    this.#ports = ports;
    this.#emit = emit;
  }

  create(handle: number, kind: string, options: Options, callbacks: readonly string[]): void {
    if (kind === 'Domain') {
      this.#objects.set(handle, this.#ports.keyValue.open(options as { readonly path: string }));
      return;
    }
    const made = Object.fromEntries(
      callbacks.map((name) => [name, this.#callback(handle, name)]),
    ) satisfies Callbacks;
    const PortClass = this.#ports[kind as 'TCP'] as unknown as Constructor;
    this.#objects.set(handle, new PortClass({ ...options, ...made }));
  }

  #callback(handle: number, name: string): (...args: WireValue[]) => void {
    if (name !== 'onWritable') {
      return (...args) => {
        this.#emit({ handle, name, args: () => args });
      };
    }
    return (count) => {
      this.#windows.set(handle, count as number);
      // Bytes written before it is delivered are no longer free then.
      this.#emit({ handle, name, args: () => [this.#windows.get(handle)] });
    };
  }

  call(handle: number, method: string, args: readonly WireValue[]): WireValue {
    const object = this.#object(handle) as Record<string, Method>;
    const result = object[method]!(...args);
    if (method === 'close') this.#forget(handle);
    return result;
  }

  #forget(handle: number): void {
    // An interface that is closed calls nobody, and still answers.
    if ('connection' in this.#object(handle)) return;
    this.#objects.delete(handle);
    this.#windows.delete(handle);
  }

  get(handle: number, property: string): WireValue {
    return (this.#object(handle) as Record<string, WireValue>)[property];
  }

  read(handle: number, length: number): WireValue {
    const bytes = new Uint8Array(length);
    return [(this.#object(handle) as Socket).read(bytes), bytes];
  }

  readWidths(handle: number, length: number): WireValue {
    const widths = new Int16Array(length);
    return [(this.#object(handle) as PulseLine).read(widths), widths];
  }

  write(handle: number, bytes: Uint8Array): void {
    this.#windows.set(handle, (this.#object(handle) as Socket).write(bytes));
  }

  resolve(handle: number, options: { readonly host: string }, at: number): void {
    const resolver = this.#object(handle) as Resolver;
    resolver.resolve(options, (error, address, host) => {
      this.#emit({ handle, name: 'resolved', args: () => [at, error, address, host] });
    });
  }

  #object(handle: number): object | KeyValueDomain {
    const object = this.#objects.get(handle);
    if (!object) throw new Error('it is closed');
    return object;
  }
}
