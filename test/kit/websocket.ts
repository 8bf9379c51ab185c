/** A WebSocket on a scripted network, and the frames of its server. */

import type { SocketOptions } from '../../firmware/ports/socket';
import { webSocket } from '../../firmware/mqtt/websocket/websocket';
import { bytes, type Part, text } from './bytes';
import { ScriptedNetwork, type ScriptedSocket } from './scripted-network';
import { pass, VirtualClock } from './virtual-clock';

/** The mask of every frame of ours in these tests. */
export const MASK: readonly number[] = [0x11, 0x22, 0x33, 0x44];
/** The key that 16 times these bytes make, and what a server answers to it. */
export const KEY = 'ESIzRBEiM0QRIjNEESIzRA==';
export const ACCEPT = 'RzB50isXha8EoaLAN2OmXyBkqvk=';

/** The answer of a server that agrees, or one that is changed by `change`. */
export function answer(change: (lines: string) => string = (lines) => lines): Uint8Array {
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${ACCEPT}`,
    'Sec-WebSocket-Protocol: mqtt',
  ];
  return bytes(change(`${lines.join('\r\n')}\r\n\r\n`));
}

/** A frame of the server's: its first byte, its length, the payload. */
export function frame(first: number, ...parts: Part[]): Uint8Array {
  const payload = bytes(...parts);
  const { length } = payload;
  return length > 125
    ? bytes(first, 126, length >> 8, length & 0xff, payload)
    : bytes(first, length, payload);
}

/** A frame of ours, masked. */
export function masked(first: number, ...parts: Part[]): Uint8Array {
  const payload = bytes(...parts).map((byte, i) => byte ^ MASK[i & 3]!);
  const { length } = payload;
  return length > 125
    ? bytes(first, 0x80 | 126, length >> 8, length & 0xff, MASK, payload)
    : bytes(first, 0x80 | length, MASK, payload);
}

export class WebSocketFixture {
  readonly clock = new VirtualClock();
  readonly network = new ScriptedNetwork(this.clock);
  readonly events: string[] = [];
  readonly problems: string[] = [];
  /** Everything that was read, as it is announced. */
  received: number[] = [];
  /** How many bytes each read asks for; 0 reads nothing. */
  pieces = 100;
  readonly socket;

  constructor(options: Partial<SocketOptions> = {}) {
    const random = {
      fill: (into: Uint8Array): void => {
        into.set(repeated(into.length));
      },
    };
    const io = webSocket(this.network.client.io, {
      clock: this.clock,
      random,
      onProblem: (problem) => this.problems.push(problem),
    });
    this.socket = new io({
      address: '10.0.0.9',
      port: 8080,
      onReadable: (count) => {
        this.events.push(`readable ${count}`);
        this.readAll();
      },
      onWritable: (count) => this.events.push(`writable ${count}`),
      onError: () => this.events.push('error'),
      ...options,
    });
  }

  readAll(): void {
    if (this.pieces === 0) return;
    for (;;) {
      const into = new Uint8Array(this.pieces);
      const count = this.socket.read(into);
      if (count === 0) return;
      for (let i = 0; i < count; i++) this.received.push(into[i]!);
    }
  }

  get below(): ScriptedSocket {
    return this.network.socket;
  }

  pass(): Promise<void> {
    return pass(this.clock, 0);
  }

  /** The server sends. */
  async receive(...parts: Part[]): Promise<void> {
    this.below.send(bytes(...parts));
    await this.pass();
  }

  /** Goes through the handshake and forgets what was written and told. */
  async open(): Promise<void> {
    await this.pass();
    await this.receive(answer());
    this.below.take();
    this.events.length = 0;
  }

  get text(): string {
    return text(Uint8Array.from(this.received));
  }
}

function repeated(length: number): number[] {
  return Array.from({ length }, (_, i) => MASK[i & 3]!);
}
