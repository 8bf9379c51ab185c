/**
 * Why a client is not connected, or was not: how far it came, what it was, and what
 * to check. It looks at more than the last failure: a connection that is closed
 * again and again soon after it was made has, as a rule, another client with the
 * same id as its cause, and no single failure says so.
 *
 *     const why = new Why(clock);
 *     if (await client.connect('esp32')) why.connected();
 *     else why.failed(client.failure(), client.state());
 *     client.setCloseCallback((state, failure) => { why.failed(failure, state); });
 *     print(why.text);
 */

import type { MonotonicClock } from '../../ports/clock';
import { explain } from '../explain';
import type { Failure } from '../failures';

/** How far it came: finding the name, opening the connection, logging in, being connected, or a call of our own. */
export type Stage = 'name' | 'connection' | 'login' | 'session' | 'call';

export interface Cause {
  readonly stage: Stage;
  readonly meaning: string;
  readonly check: string;
}

const STAGES: Readonly<Record<string, Stage>> = Object.freeze({
  'host not found': 'name',
  unreachable: 'connection',
  'no CONNACK': 'login',
  refused: 'login',
  'connection lost': 'session',
  'no PINGRESP': 'session',
  'no acknowledgement': 'session',
  'handler failed': 'session',
  disconnected: 'session',
  'QoS 2 message': 'session',
  'closed by server': 'session',
  'authentication failed': 'login',
});

/** A connection that does not last so long was not lost by chance, when it happens again. */
const SHORT_MS = 10_000;
/** So often in a row. */
const OFTEN = 3;

const TAKEN_OVER: Cause = Object.freeze({
  stage: 'session',
  meaning: 'the broker closes the connection again and again, soon after it has accepted it',
  check: 'that no other client has the same id: each takes the place of the other',
});

export class Why {
  readonly #clock: MonotonicClock;
  #connectedMs: number | undefined;
  /** Connections in a row that were lost soon. */
  #short = 0;
  #cause: Cause | undefined;

  constructor(clock: MonotonicClock) {
    this.#clock = clock;
  }

  /** The server has accepted the client: nothing is wrong. */
  connected(): void {
    this.#connectedMs = this.#clock.now();
    this.#cause = undefined;
  }

  /** What `failure()` and `state()` say, when connect() has returned false or a connection has ended. */
  failed(failure: Failure | undefined, state: number): void {
    const lastedMs =
      this.#connectedMs === undefined ? undefined : this.#clock.now() - this.#connectedMs;
    this.#connectedMs = undefined;
    if (failure === undefined) return;
    if (failure !== 'connection lost') {
      // What fails otherwise, in between, says nothing about other clients.
      if (lastedMs !== undefined) this.#short = 0;
    } else if (lastedMs !== undefined) {
      this.#short = lastedMs < SHORT_MS ? this.#short + 1 : 0;
    }
    const isTakenOver = failure === 'connection lost' && this.#short >= OFTEN;
    this.#cause = isTakenOver
      ? TAKEN_OVER
      : { stage: stageOf(failure, lastedMs !== undefined), ...explain(failure, state) };
  }

  /** What is wrong; undefined while nothing is. */
  get cause(): Cause | undefined {
    return this.#cause;
  }

  /** The same as a sentence. */
  get text(): string {
    const cause = this.#cause;
    if (!cause) return this.#connectedMs === undefined ? 'not connected yet' : 'connected';
    return `${cause.stage}: ${cause.meaning}; check ${cause.check}`;
  }
}

/** Broken packets come in the login as well as later. */
function stageOf(failure: Failure, wasConnected: boolean): Stage {
  if (failure.startsWith('malformed: ')) return wasConnected ? 'session' : 'login';
  return STAGES[failure] ?? 'call';
}
