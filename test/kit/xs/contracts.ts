/** The contract tests of the ports as a program inside XS; the harness itself stays on Node. */

import type { Ports } from '../../../firmware/ports/ports';
import type { Link } from '../../../host-sim/engine/xs/guest/link';
import { clockContract } from '../../firmware/ports/clock.contract';
import type { Harness, Peer, PeerServer } from '../../firmware/ports/harness';
import { networkContract } from '../../firmware/ports/network.contract';
import { pinsContract } from '../../firmware/ports/pins.contract';
import { powerContract } from '../../firmware/ports/power.contract';
import { emptyLineContract, serialContract, serialOf } from '../../firmware/ports/serial.contract';
import { socketContract } from '../../firmware/ports/socket.contract';
import { storageContract } from '../../firmware/ports/storage.contract';
import { fail } from '../assert';
import { settled } from './test';

const HOST = 'XS';
const PATIENCE_MS = 15_000;

const board: { link?: Link; boot?: () => Ports } = {};

/** Takes what connects the program to Node. */
export function useBoard(link: Link, boot: () => Ports): void {
  board.link = link;
  board.boot = boot;
}

class RemotePeer implements Peer {
  readonly #id: number;

  constructor(id: number) {
    this.#id = id;
  }
  get received(): readonly number[] {
    return Array.from(board.link!.ask('peer received', this.#id) as Uint8Array);
  }
  get ended(): boolean {
    return board.link!.ask('peer ended', this.#id) as boolean;
  }
  send(bytes: Uint8Array): void {
    board.link!.ask('peer', this.#id, 'send', bytes);
  }
  end(): void {
    board.link!.ask('peer', this.#id, 'end');
  }
  reset(): void {
    board.link!.ask('peer', this.#id, 'reset');
  }
  pause(): void {
    board.link!.ask('peer', this.#id, 'pause');
  }
  resume(): void {
    board.link!.ask('peer', this.#id, 'resume');
  }
}

function listen(): PeerServer {
  const link = board.link!;
  const [server, port] = link.ask('listen') as [number, number];
  return {
    address: '127.0.0.1',
    port,
    peer: () => {
      const id = link.ask('accepted', server) as number | undefined;
      return id === undefined ? undefined : new RemotePeer(id);
    },
    close: () => {
      link.ask('close server', server);
    },
  };
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const link = board.link!;
  const startMs = link.nowMs;
  while (!condition()) {
    if (link.nowMs > startMs + PATIENCE_MS) fail(`waited in vain until ${what}`);
    await settled();
  }
}

async function makeHarness(): Promise<Harness> {
  const link = board.link!;
  const known = link.ask('open harness') as Pick<
    Harness,
    'accessPoint' | 'sensorPin' | 'sensorSettleMs' | 'emptyPin' | 'inputPin' | 'serialPin'
  >;
  await settled(); // from here on it is the new board's time
  return {
    ...known,
    ports: board.boot!(),
    setInput: (level) => {
      link.ask('set input', level);
    },
    listen: () => Promise.resolve(listen()),
    closedPort: () => Promise.resolve(link.ask('closed port') as number),
    until,
    close: () => {
      link.ask('close harness');
    },
  };
}

clockContract(HOST, makeHarness);
networkContract(HOST, makeHarness);
pinsContract(HOST, makeHarness);
powerContract(HOST, makeHarness);
serialContract(HOST, serialOf(makeHarness));
emptyLineContract(HOST, serialOf(makeHarness));
socketContract(HOST, makeHarness);
storageContract(HOST, makeHarness);

export { tests, world } from './test';
