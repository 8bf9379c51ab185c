/**
 * MQTT over WebSocket (RFC 6455; MQTT 3.1.1 and 5.0 chapter 6): a socket class made
 * of another one, TCP or TLS, for brokers that are reached through port 80 or 443.
 *
 *     const io = webSocket(TCP, { clock, random, path: '/mqtt' });
 *     const client = new PubSubClient('broker.local', 8080, { io, dns, clock });
 *
 * It keeps the contract of the socket port: packets may begin and end anywhere in
 * frames [MQTT-6.0.0-2], which nobody above it sees.
 */

import type { MonotonicClock } from '../../ports/clock';
import type { Random } from '../../ports/random';
import type { Socket, SocketConstructor, SocketOptions } from '../../ports/socket';
import {
  BINARY,
  CLOSE,
  CONTINUATION,
  encodeFrame,
  FRAME_OVERHEAD,
  FrameHeader,
  LONGEST_CONTROL,
  LONGEST_FRAME,
  NORMAL_CLOSURE,
  PING,
  PONG,
  PROTOCOL_ERROR,
  UNSUPPORTED_DATA,
} from './frames';
import { Handshake } from './handshake';

export interface WebSocketOptions {
  readonly clock: MonotonicClock;
  /** Makes the key of the handshake and the masks of the frames. */
  readonly random: Random;
  /** Path and query at the server; `/mqtt` when it is not given, as most brokers have it. */
  readonly path?: string;
  /** Told why a connection did not come about or was ended for a fault of the server's, in words. */
  readonly onProblem?: (problem: string) => void;
}

/** The socket class that speaks WebSocket through sockets of class `io`. */
export function webSocket(io: SocketConstructor, options: WebSocketOptions): SocketConstructor {
  const path = options.path ?? '/mqtt';
  checkPath(path);
  return class extends WebSocket {
    constructor(socketOptions: SocketOptions) {
      super(io, { ...options, path }, socketOptions);
    }
  };
}

/** It stands in the request line: printable ASCII without spaces, from `/` on. */
function checkPath(path: string): void {
  const bytes = new Uint8Array(ArrayBuffer.fromString(path));
  if (bytes[0] === 0x2f && bytes.every((byte) => byte > 0x20 && byte < 0x7f)) return;
  throw new TypeError(`webSocket: path "${path}" must begin with / and be ASCII without spaces`);
}

type Phase = 'opening' | 'handshake' | 'open' | 'over' | 'closed';

class WebSocket implements Socket {
  readonly #socket: Socket;
  readonly #options: WebSocketOptions;
  readonly #callbacks: SocketOptions;
  readonly #header = new FrameHeader();
  readonly #control = new Uint8Array(LONGEST_CONTROL);
  readonly #mask = new Uint8Array(4);
  #handshake: Handshake | undefined;
  #phase: Phase = 'opening';
  /** Bytes that the socket below takes now. */
  #window = 0;
  /** A frame under way: ours to build, reused. */
  #frame = new Uint8Array(256);
  /** Payload bytes that the frame being read still has. */
  #left = 0;
  #controlCount = 0;
  /** Whether the frame being read is a control frame. */
  #inControl = false;
  /** Unread bytes of the socket below, as far as they are known. */
  #below = 0;
  /** Payload bytes that were announced and not yet read. */
  #announced = 0;
  #announcing = false;

  constructor(
    io: SocketConstructor,
    options: WebSocketOptions & { readonly path: string },
    callbacks: SocketOptions,
  ) {
    this.#options = options;
    this.#callbacks = callbacks;
    const nonce = new Uint8Array(16);
    options.random.fill(nonce);
    const { address, host = address, port } = callbacks;
    this.#handshake = new Handshake({ host, port, path: options.path, nonce });
    this.#socket = new io({
      ...callbacks,
      onReadable: (count) => {
        this.#onReadable(count);
      },
      onWritable: (count) => {
        this.#onWritable(count);
      },
      onError: () => {
        if (this.#phase === 'handshake') this.#tell('it ended the connection');
        this.#over();
      },
    });
  }

  // ---- the socket below

  #onWritable(count: number): void {
    this.#window = count;
    if (this.#phase === 'opening') this.#ask();
    else if (this.#phase === 'open') this.#announceWindow();
  }

  #ask(): void {
    const request = this.#handshake!.request;
    if (this.#window < request.length) return;
    this.#phase = 'handshake';
    this.#window = this.#socket.write(request);
  }

  #announceWindow(): void {
    const room = this.#room();
    if (room > 0) this.#callbacks.onWritable?.(room);
  }

  /** Payload bytes that one write may have. */
  #room(): number {
    return Math.min(LONGEST_FRAME, Math.max(0, this.#window - FRAME_OVERHEAD));
  }

  #onReadable(count: number): void {
    this.#below = count;
    if (this.#phase === 'handshake') this.#hear();
    if (this.#phase !== 'open') return;
    this.#advance();
    this.#announce();
  }

  #readBelow(into: Uint8Array): number {
    const count = this.#socket.read(into);
    this.#below = count === 0 ? 0 : Math.max(0, this.#below - count);
    return count;
  }

  // ---- the handshake

  #hear(): void {
    const handshake = this.#handshake!;
    try {
      for (;;) {
        const count = this.#readBelow(handshake.space());
        if (count === 0) return;
        if (handshake.filled(count)) break;
      }
    } catch (error) {
      this.#fail((error as Error).message, PROTOCOL_ERROR);
      return;
    }
    const problem = handshake.problem();
    if (problem !== undefined) {
      this.#fail(problem, 0);
      return;
    }
    this.#handshake = undefined;
    this.#phase = 'open';
    this.#announceWindow();
  }

  // ---- frames that come in

  /** Goes on to the next payload byte there is, handling control frames on the way. */
  #advance(): void {
    while (this.#phase === 'open') {
      if (this.#left > 0 && !this.#inControl) return;
      const progress = this.#inControl ? this.#readControl() : this.#readHeader();
      if (!progress) return;
    }
  }

  #readHeader(): boolean {
    const header = this.#header;
    while (!header.complete) {
      const count = this.#readBelow(header.space());
      if (count === 0) return false;
      header.filled(count);
    }
    const problem = header.take();
    if (problem !== undefined) {
      const isText = problem === 'a frame is not binary';
      this.#fail(problem, isText ? UNSUPPORTED_DATA : PROTOCOL_ERROR);
      return false;
    }
    this.#left = header.length;
    this.#inControl = header.opcode !== BINARY && header.opcode !== CONTINUATION;
    this.#controlCount = 0;
    return true;
  }

  #readControl(): boolean {
    while (this.#left > 0) {
      const { length } = this.#header;
      const count = this.#readBelow(this.#control.subarray(this.#controlCount, length));
      if (count === 0) return false;
      this.#controlCount += count;
      this.#left -= count;
    }
    this.#inControl = false;
    this.#controlled(this.#control.subarray(0, this.#controlCount));
    return true;
  }

  #controlled(payload: Uint8Array): void {
    const { opcode } = this.#header;
    // A pong that does not fit now is left out: a later ping asks again, clause 5.5.3.
    if (opcode === PING) this.#sendControl(PONG, payload);
    else if (opcode === CLOSE) {
      this.#sendControl(CLOSE, payload.subarray(0, 2));
      this.#end();
    }
  }

  /** Tells of payload that nobody knows of yet. */
  #announce(): void {
    if (this.#phase !== 'open') return;
    const count = Math.min(this.#left, this.#below);
    if (count <= this.#announced) return;
    this.#announced = count;
    this.#callbacks.onReadable?.(count);
  }

  read(into: Uint8Array): number {
    this.#mustBeOpen();
    if (this.#phase !== 'open') return 0;
    let count = 0;
    while (count < into.length) {
      this.#advance();
      const length = Math.min(this.#left, into.length - count);
      if (length === 0 || this.#isOver()) break;
      const got = this.#readBelow(into.subarray(count, count + length));
      if (got === 0) break;
      this.#left -= got;
      count += got;
    }
    this.#announced = Math.max(0, this.#announced - count);
    this.#announceLater();
    return count;
  }

  /** What lies behind the payload announced is told in a turn of its own. */
  #announceLater(): void {
    if (this.#announced > 0 || this.#below === 0 || this.#announcing) return;
    this.#announcing = true;
    this.#options.clock.set(() => {
      this.#announcing = false;
      if (this.#phase !== 'open') return;
      this.#advance();
      this.#announce();
    }, 0);
  }

  // ---- frames that go out

  write(bytes: Uint8Array): number {
    this.#mustBeOpen();
    if (this.#phase === 'over') return 0;
    if (this.#phase !== 'open') throw new Error('not ready');
    if (bytes.length > this.#room()) throw new Error('would block');
    if (bytes.length > 0) this.#send(BINARY, bytes);
    return this.#room();
  }

  #sendControl(opcode: number, payload: Uint8Array): void {
    if (this.#window >= payload.length + FRAME_OVERHEAD) this.#send(opcode, payload);
  }

  #send(opcode: number, payload: Uint8Array): void {
    const needed = payload.length + FRAME_OVERHEAD;
    if (this.#frame.length < needed) this.#frame = new Uint8Array(needed);
    this.#options.random.fill(this.#mask);
    const length = encodeFrame(this.#frame, opcode, payload, this.#mask);
    this.#window = this.#socket.write(this.#frame.subarray(0, length));
  }

  // ---- the end

  #tell(problem: string): void {
    this.#options.onProblem?.(`WebSocket: ${problem}`);
  }

  /** The server does what it may not; `code` goes into the close frame, 0 sends none. */
  #fail(problem: string, code: number): void {
    this.#tell(problem);
    if (code > 0 && this.#phase === 'open') this.#sendClose(code);
    this.#end();
  }

  /** Closes below; the end is told in a turn of its own. */
  #end(): void {
    this.#phase = 'over';
    this.#socket.close();
    this.#options.clock.set(() => {
      if (this.#phase !== 'closed') this.#callbacks.onError?.();
    }, 0);
  }

  #sendClose(code: number): void {
    this.#sendControl(CLOSE, Uint8Array.of(code >> 8, code & 0xff));
  }

  #isOver(): boolean {
    return this.#phase === 'over' || this.#phase === 'closed';
  }

  /** The socket below has ended. */
  #over(): void {
    if (this.#isOver()) return;
    this.#phase = 'over';
    this.#callbacks.onError?.();
  }

  close(): void {
    if (this.#phase === 'closed') return;
    if (this.#phase === 'open') this.#sendClose(NORMAL_CLOSURE);
    this.#phase = 'closed';
    this.#socket.close();
  }

  #mustBeOpen(): void {
    if (this.#phase === 'closed') throw new Error('the socket is closed');
  }
}
