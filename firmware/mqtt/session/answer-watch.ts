/**
 * Finds a dead link in seconds: when the server owes an answer and says nothing for
 * a while, it is pinged. A server that answers the ping is alive, only slow; TCP has
 * delivered what was sent, and MQTT resends nothing on a living connection
 * [MQTT-4.4.0-1]. One that then still owes its answer after six times as long is
 * given up, for only a new connection can bring the answer.
 *
 * One timer serves, set anew only when it fires: a packet costs a glance at the clock.
 */

import type { Timer } from '../../ports/clock';
import type { Wire } from './wire';

/** So many time-outs without an acknowledgement end the connection. */
const PATIENCE = 6;

export class AnswerWatch {
  readonly #timeoutMs: number;
  readonly #isOwed: () => boolean;
  #wire: Wire | undefined;
  #timer: Timer | undefined;
  #connected = false;
  #silent = 0;
  #sinceMs = 0;

  /** `timeoutMs` 0 switches it off. */
  constructor(timeoutMs: number, isOwed: () => boolean) {
    this.#timeoutMs = timeoutMs;
    this.#isOwed = isOwed;
  }

  attach(wire: Wire): void {
    this.#wire = wire;
  }

  /** Something is being sent that the server has to answer, and that is not counted as owed yet. */
  asked(): void {
    if (this.#timeoutMs === 0 || !this.#connected) return;
    // A timer that is left from before must not cut the time of the first after a pause.
    if (!this.#timer || !this.#isOwed()) this.answered();
    if (!this.#timer) this.#wait(this.#timeoutMs);
  }

  answered(): void {
    this.#sinceMs = this.#wire!.clock.now();
    this.#silent = 0;
  }

  /** What was sent behind the CONNECT is waited for from now on. */
  connected(): void {
    this.#connected = true;
    if (this.#isOwed()) this.asked();
  }

  closed(): void {
    this.#connected = false;
    this.#wire?.clock.clear(this.#timer);
    this.#timer = undefined;
  }

  #wait(ms: number): void {
    this.#timer = this.#wire!.clock.set(() => {
      this.#timer = undefined;
      this.#check(this.#wire!);
    }, ms);
  }

  #check(wire: Wire): void {
    if (!this.#isOwed()) return;
    const leftMs = this.#sinceMs + (this.#silent + 1) * this.#timeoutMs - wire.clock.now();
    if (leftMs > 0) {
      this.#wait(leftMs);
      return;
    }
    this.#silent++;
    if (this.#silent >= PATIENCE) {
      wire.end('no acknowledgement');
      return;
    }
    this.#wait(this.#timeoutMs);
    wire.probe(this.#timeoutMs);
  }
}
