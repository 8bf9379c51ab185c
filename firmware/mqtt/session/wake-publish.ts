/**
 * For a board that sleeps: connects, sends what waits, and is back when the server has
 * it or the time is over. What could not be sent stays in the session's store.
 */

import type { MonotonicClock, Timer } from '../../ports/clock';
import type { ConnectOptions } from '../connect-options';
import type { Failure } from '../failures';
import type { PubSubClient } from '../pubsubclient';
import type { Session } from './session';

export interface WakeOptions {
  /** Milliseconds that it takes at most, 1 to 600,000. */
  readonly budgetMs: number;
  readonly connect: ConnectOptions;
  readonly clock: MonotonicClock;
  /** Called when a connection has not come about, before the next try: to ask another server, say. */
  readonly onFailed?: (failure: Failure) => void;
}

export interface WakeReport {
  /** Whether the server has acknowledged everything. */
  readonly isPublished: boolean;
  /** Why not: the last failure to connect; undefined when the server is there and its answers are late. */
  readonly failure: Failure | undefined;
  /** Messages that wait for the next time. */
  readonly waiting: number;
  readonly tookMs: number;
}

const LONGEST_BUDGET_MS = 600_000;
/** Between two tries to connect. */
const RETRY_MS = 500;

/**
 * Never rejects; throws a RangeError for a budget that cannot be. `client` must use
 * `session`, and its close callback is this function's. With nothing to send it is back at
 * once.
 */
export function wakePublish(
  client: PubSubClient,
  session: Session,
  options: WakeOptions,
): Promise<WakeReport> {
  const { budgetMs } = options;
  if (!(budgetMs >= 1 && budgetMs <= LONGEST_BUDGET_MS)) {
    throw new RangeError(`budgetMs ${budgetMs}: must be from 1 to ${LONGEST_BUDGET_MS}`);
  }
  return new Promise((resolve) => {
    new Wake(client, session, options, resolve).start();
  });
}

class Wake {
  readonly #client: PubSubClient;
  readonly #session: Session;
  readonly #options: WakeOptions;
  readonly #resolve: (report: WakeReport) => void;
  readonly #startMs: number;
  #budget: Timer | undefined;
  #retry: Timer | undefined;
  #failure: Failure | undefined;
  #isOver = false;

  constructor(
    client: PubSubClient,
    session: Session,
    options: WakeOptions,
    resolve: (report: WakeReport) => void,
  ) {
    this.#client = client;
    this.#session = session;
    this.#options = options;
    this.#resolve = resolve;
    this.#startMs = options.clock.now();
  }

  start(): void {
    const { clock, budgetMs } = this.#options;
    this.#budget = clock.set(() => {
      this.#end();
    }, budgetMs);
    this.#client.setCloseCallback((_state, failure) => {
      this.#failed(failure);
    });
    this.#session.whenIdle(() => {
      this.#end();
    });
    if (!this.#isOver) this.#connect();
  }

  #connect(): void {
    this.#client.connect(this.#options.connect).then(
      (connected) => {
        if (!connected) this.#failed(this.#client.failure() ?? 'unreachable');
        else this.#failure = undefined;
      },
      () => {
        this.#end(); // the options are none
      },
    );
  }

  #failed(failure: Failure): void {
    if (this.#isOver) return;
    this.#failure = failure;
    this.#options.onFailed?.(failure);
    this.#retry = this.#options.clock.set(() => {
      this.#connect();
    }, RETRY_MS);
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { clock, budgetMs } = this.#options;
    clock.clear(this.#budget);
    clock.clear(this.#retry);
    this.#session.whenIdle(undefined);
    if (this.#session.pending > 0 && !this.#client.connected()) this.#failure ??= 'unreachable';
    let isTold = false;
    const report = (): void => {
      if (isTold) return;
      isTold = true;
      clock.clear(this.#budget);
      const waiting = this.#session.pending;
      const tookMs = clock.now() - this.#startMs;
      this.#resolve({ isPublished: waiting === 0, failure: this.#failure, waiting, tookMs });
    };
    // A goodbye that the network does not take must not cost more than was given.
    if (this.#session.pending > 0) {
      void this.#client.disconnect();
      report();
      return;
    }
    const leftMs = Math.max(0, this.#startMs + budgetMs - clock.now());
    this.#budget = clock.set(report, leftMs);
    this.#client.disconnect().then(report, report);
  }
}
