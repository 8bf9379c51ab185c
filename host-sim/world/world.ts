/** The world that boards and brokers live in: its time, its turns and its network. */

import { lookup } from 'node:dns';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { MonotonicClock } from '../../firmware/ports/clock';
import { RealClock } from '../board/real-clock';
import type { Network } from './network';
import { RealTurns, type Turns } from './turns';

/** A connection under way; it emits `connect` when it is open. */
export type Dial = (peer: Peer) => Duplex;

export interface Peer {
  readonly host: string;
  readonly port: number;
  readonly noDelay: boolean;
  /** What goes to it is encrypted: nobody on the way can look into it. */
  readonly isSecret?: boolean;
}

/** Finds an IPv4 address; `address` is undefined when there is none. */
export type Lookup = (host: string, callback: (address: string | undefined) => void) => void;

/** Sees what goes through one connection of a board. */
export interface ConnectionTap {
  readonly opened: () => void;
  readonly sent: (bytes: Uint8Array) => void;
  readonly received: (bytes: Uint8Array) => void;
  readonly closed: () => void;
}

export interface World {
  readonly clock: MonotonicClock;
  readonly turns: Turns;
  /** The true time of day. */
  readonly unixMs: () => number;
  readonly dial: Dial;
  /** What the network is like, where that can be changed. */
  readonly network?: Network;
  /** Who wants to see the bytes of a board's next connection. */
  readonly tapConnection?: (() => ConnectionTap) | undefined;
  readonly lookup: Lookup;
  /** Lets the world go on until a promise is settled, and passes on its value. */
  readonly during: <T>(promise: Promise<T>) => Promise<T>;
  /** The end is near: nobody holds time up any more. */
  readonly hurry?: () => void;
  /** Time stops, and who still waits for something waits in vain. */
  readonly end: () => void;
}

/** The computer's own. */
export function realWorld(): World {
  const clock = new RealClock();
  const startUnixMs = Date.now() - clock.now();
  return {
    clock,
    turns: new RealTurns(),
    unixMs: () => startUnixMs + clock.now(),
    dial: connect,
    during: (promise) => promise,
    end: () => {},
    lookup: (host, callback) => {
      lookup(host, { family: 4 }, (error, address) => {
        callback(error ? undefined : address);
      });
    },
  };
}
