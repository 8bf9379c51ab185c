/**
 * Keep-alive, MQTT 3.1.1 clause 3.1.2.10, as PubSubClient does it: a PINGREQ
 * when nothing has been sent, or nothing received, for the interval; and the
 * connection is given up when another interval brings nothing at all.
 *
 * One timer serves but for probes, and it is set again only when it fires: a packet costs a
 * glance at the clock.
 */

import type { MonotonicClock, Timer } from '../ports/clock';

export interface KeepAliveOwner {
  /** Queues a PINGREQ; false when there is no room, or a message is half sent. */
  sendPing(): boolean;
  /** The server is not there any more. */
  silent(): void;
  /** Whether what the server says is not read for now: its answer may be waiting. */
  readonly intake: { readonly isPaused: boolean };
}

export class KeepAlive {
  readonly #clock: MonotonicClock;
  readonly #owner: KeepAliveOwner;
  #intervalMs = 0;
  #timer: Timer | undefined;
  #lastInMs = 0;
  #lastOutMs = 0;
  /** A PINGREQ was queued, and nothing has come since. */
  #pinged = false;
  /** No PINGREQ could be queued, and nothing has moved since. */
  #stuck = false;
  /** The deadline of a probe that nothing has answered yet. */
  #probe: Timer | undefined;

  constructor(clock: MonotonicClock, owner: KeepAliveOwner) {
    this.#clock = clock;
    this.#owner = owner;
  }

  /** Begins anew; 0 switches it off. */
  start(intervalMs: number): void {
    this.stop();
    this.#intervalMs = intervalMs;
    this.#lastInMs = this.#lastOutMs = this.#clock.now();
    this.#wait();
  }

  /** Pings now; the connection is given up when `deadlineMs` bring nothing at all. Keep-alive goes on beside it. */
  probe(deadlineMs: number): void {
    if (this.#probe) return; // that one's deadline holds
    this.#pinged ||= this.#owner.sendPing();
    this.#stuck = !this.#pinged;
    this.#probe = this.#clock.set(() => {
      this.#probe = undefined;
      if (!this.#owner.intake.isPaused) this.#owner.silent();
    }, deadlineMs);
  }

  stop(): void {
    this.#clock.clear(this.#timer);
    this.#timer = undefined;
    this.#pinged = this.#stuck = false;
    this.#endProbe();
  }

  #endProbe(): void {
    if (!this.#probe) return;
    this.#clock.clear(this.#probe);
    this.#probe = undefined;
  }

  /** Whatever comes shows that the server is there, PINGRESP or not. */
  received(): void {
    this.#lastInMs = this.#clock.now();
    this.#pinged = this.#stuck = false;
    this.#endProbe();
  }

  /** `alive` says that this, too, shows the server to be there. */
  sent(alive: boolean): void {
    this.#lastOutMs = this.#clock.now();
    this.#stuck = false;
    if (alive) this.received();
  }

  #wait(): void {
    if (this.#intervalMs === 0) return;
    const dueMs = Math.min(this.#lastInMs, this.#lastOutMs) + this.#intervalMs;
    this.#timer = this.#clock.set(() => this.#check(), Math.max(0, dueMs - this.#clock.now()));
  }

  #check(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    if (now - Math.min(this.#lastInMs, this.#lastOutMs) >= this.#intervalMs) {
      const isUnanswered = this.#pinged || this.#stuck;
      // A ping that a probe has sent has that one's deadline.
      if (isUnanswered && !this.#probe && !this.#owner.intake.isPaused) {
        this.#owner.silent();
        return;
      }
      this.#lastInMs = this.#lastOutMs = now;
      this.#pinged = this.#owner.sendPing();
      this.#stuck = !this.#pinged;
    }
    this.#wait();
  }
}
