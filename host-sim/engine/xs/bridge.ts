/**
 * Node's end of the bridge to a program inside XS: gives it the ports, one batch
 * of events at a time. What happens while a batch is under way waits for the next.
 */

import type { LogRecord } from '../../../firmware/ports/log';
import type { Timer } from '../../../firmware/ports/clock';
import type { Ports } from '../../../firmware/ports/ports';
import type { Turns } from '../../world/turns';
import { FirmwareError } from '../firmware-error';
import { hostText } from './host-text';
import { PortObjects, type PortEvent } from './port-objects';
import { WireReader, type WireValue, WireWriter } from './wire';
import type { Meter, XsWorker } from './worker';

type Operation = (...args: never[]) => WireValue | Promise<WireValue>;
export type Operations = Readonly<Record<string, Operation>>;

export interface BridgeOptions {
  /** The program is there. */
  readonly ready: Promise<unknown>;
  readonly turns: Turns;
  /** The place in TypeScript that a stack of XS's speaks of. */
  readonly placeOf: (stack: string | undefined) => string | undefined;
  /** An exception has left the program. */
  readonly onFault: (error: FirmwareError) => void;
  /** Further operations, for programs that are no station. */
  readonly operations?: Operations;
  /** Gets XS's meters behind every turn of the program. */
  readonly onMeter?: ((meter: Meter) => void) | undefined;
}

export class Bridge {
  readonly #worker: XsWorker;
  readonly #options: BridgeOptions;
  readonly #operations: Operations;
  readonly #writer = new WireWriter(hostText);
  readonly #answers = new WireWriter(hostText);
  readonly #timers = new Map<number, Timer>();
  readonly #commands = new Map<number, (value: WireValue) => void>();
  #ports: Ports | undefined;
  #queue: PortEvent[] = [];
  #tokens = 0;
  #busy = false;
  #ended = false;

  constructor(worker: XsWorker, options: BridgeOptions) {
    this.#worker = worker;
    this.#options = options;
    this.#operations = { ...this.#own(), ...options.operations };
  }

  /** Gives the program a board. */
  attach(ports: Ports): void {
    this.#ports = ports;
    Object.assign(
      this.#operations,
      portOperations(ports, this.#timers, (event) => {
        this.emit(event);
      }),
    );
  }

  /** Asks the program to do something; settles with its answer. */
  command(name: string, ...args: readonly WireValue[]): Promise<WireValue> {
    return new Promise((resolve) => {
      const token = ++this.#tokens;
      this.#commands.set(token, resolve);
      this.emit({ handle: 0, name, args: () => [token, ...args] });
    });
  }

  /** Queues an event; all that come in one turn of Node's are one batch. */
  emit(event: PortEvent): void {
    if (this.#ended) return;
    // Input is announced with all that is unread: the last announcement says it all.
    if (event.name === 'onReadable') {
      this.#queue = this.#queue.filter(
        ({ handle, name }) => handle !== event.handle || name !== event.name,
      );
    }
    this.#queue.push(event);
    this.#plan();
  }

  /** The program has lost its power. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#worker.kill();
  }

  #plan(): void {
    if (this.#busy || this.#queue.length === 0) return;
    this.#busy = true;
    this.#options.turns.soon(() => this.#deliver());
  }

  async #deliver(): Promise<void> {
    try {
      await this.#options.ready;
      if (this.#hasEnded()) return;
      const events = this.#queue;
      this.#queue = [];
      this.#writer.value(this.#ports?.clock.now() ?? 0).value(this.#ports?.wallClock.unixMs());
      for (const { handle, name, args } of events) this.#writer.value([handle, name, args()]);
      const { result, meter } = await this.#worker.handle(this.#writer.take());
      this.#options.onMeter?.(meter);
      if (!this.#hasEnded()) await this.#perform(result);
    } catch (error) {
      this.#fail(error);
    }
    if (this.#hasEnded()) return;
    this.#busy = false;
    this.#plan();
  }

  /** An operation may have cut the power meanwhile. */
  #hasEnded(): boolean {
    return this.#ended;
  }

  /** Does what the program has asked for; returns what the last operation did. */
  #perform(operations: Uint8Array): WireValue | Promise<WireValue> {
    const reader = new WireReader(operations, hostText);
    let result: WireValue | Promise<WireValue>;
    while (reader.more && !this.#ended) {
      const [name, ...args] = reader.list() as [string, ...never[]];
      result = this.#operations[name]!(...args);
    }
    return result;
  }

  /** Answers a question of the program's, or passes on what was thrown. */
  answer(question: Uint8Array): Uint8Array | Promise<Uint8Array> {
    let result: WireValue | Promise<WireValue>;
    try {
      result = this.#perform(question);
    } catch (error) {
      return this.#answers.value([false, error as Error]).take();
    }
    if (!(result instanceof Promise)) return this.#answers.value([true, result]).take();
    return result.then(
      (value) => this.#answers.value([true, value]).take(),
      (error: unknown) => this.#answers.value([false, error as Error]).take(),
    );
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.end();
    this.#options.onFault(
      error instanceof FirmwareError ? error : new FirmwareError(String(error)),
    );
  }

  #own(): Operations {
    return {
      done: (token: number, value: WireValue) => {
        this.#commands.get(token)?.(value);
        this.#commands.delete(token);
        return undefined;
      },
      fault: (name: string, message: string, stack: string | undefined) => {
        const place = this.#options.placeOf(stack);
        this.#fail(new FirmwareError(`${name}: ${message}${place ? ` (${place})` : ''}`));
        return undefined;
      },
    };
  }
}

/** What a program may ask of a board's ports. */
function portOperations(
  ports: Ports,
  timers: Map<number, Timer>,
  emit: (event: PortEvent) => void,
): Operations {
  const objects = new PortObjects(ports, emit);
  const none = (): readonly WireValue[] => [];
  return {
    log: (record: LogRecord) => {
      ports.log.write(record);
      return undefined;
    },
    'console write': (text: string) => {
      ports.console.write(text);
      return undefined;
    },
    'console listen': (handle: number) => {
      ports.console.listen({
        onReadable: (bytes) => {
          const copy = bytes.slice();
          emit({ handle, name: 'console', args: () => [copy] });
        },
      });
      return undefined;
    },
    'set timer': (handle: number, delayMs: number, repeatMs: number | undefined) => {
      const timer = ports.clock.set(
        () => {
          if (repeatMs === undefined) timers.delete(handle);
          emit({ handle, name: 'timer', args: none });
        },
        delayMs,
        repeatMs,
      );
      timers.set(handle, timer);
      return undefined;
    },
    'clear timer': (handle: number) => {
      ports.clock.clear(timers.get(handle));
      timers.delete(handle);
      return undefined;
    },
    random: (length: number) => {
      const bytes = new Uint8Array(length);
      ports.random.fill(bytes);
      return bytes;
    },
    crypto: (method: keyof Ports['crypto'], args: readonly Uint8Array[]) => {
      const primitives = ports.crypto as unknown as Record<
        string,
        (...data: readonly Uint8Array[]) => Uint8Array | undefined
      >;
      return primitives[method]!(...args);
    },
    'flash size': () => [ports.flash.byteLength, ports.flash.blockBytes],
    'flash read': (position: number, length: number) => {
      const bytes = new Uint8Array(length);
      ports.flash.read(position, bytes);
      return bytes;
    },
    'flash write': (position: number, bytes: Uint8Array) => {
      ports.flash.write(position, bytes);
      return undefined;
    },
    'flash erase': (index: number) => {
      ports.flash.eraseBlock(index);
      return undefined;
    },
    synchronize: (handle: number) => {
      ports.wallClock.synchronize((error) => {
        emit({ handle, name: 'synchronized', args: () => [error] });
      });
      return undefined;
    },
    'cancel synchronization': () => {
      ports.wallClock.cancel();
      return undefined;
    },
    retained: (bytes: Uint8Array) => {
      ports.sleep.retained.set(bytes);
      return undefined;
    },
    restart: () => {
      ports.reset.restart();
      return undefined;
    },
    'deep sleep': (durationMs: number) => {
      ports.sleep.deepSleep(durationMs);
      return undefined;
    },
    new: (...args: Parameters<PortObjects['create']>) => {
      objects.create(...args);
      return undefined;
    },
    call: (handle: number, method: string, args: readonly WireValue[]) =>
      objects.call(handle, method, args),
    get: (handle: number, property: string) => objects.get(handle, property),
    read: (handle: number, length: number) => objects.read(handle, length),
    'read widths': (handle: number, length: number) => objects.readWidths(handle, length),
    write: (handle: number, bytes: Uint8Array) => {
      objects.write(handle, bytes);
      return undefined;
    },
    resolve: (handle: number, options: { readonly host: string }, at: number) => {
      objects.resolve(handle, options, at);
      return undefined;
    },
  };
}
