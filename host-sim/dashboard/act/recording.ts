/** What was done to a board and what came of it, each with its time since the first start. */

import type { HandMessage } from '../../broker/message';
import type { Fault, FaultValues } from '../../faults/fault';

export interface RecordedMessage {
  readonly atMs: number;
  readonly message: HandMessage;
}

export interface RecordedFault {
  readonly atMs: number;
  readonly fault: Fault;
  readonly values: FaultValues;
  /** Undefined for what is over at once, or still holds. */
  readonly forMs: number | undefined;
}

export type RecordedStep = RecordedFault | RecordedMessage;

export interface Seen {
  readonly atMs: number;
  /** As a scenario expects it, like `mqtt lost`. */
  readonly text: string;
}

/** What holds since it began. */
export interface Holding {
  readonly end: (ms: number) => void;
  /** It has made no difference. */
  readonly forget: () => void;
}

/** A story with more is none that anybody reads. */
const MOST_SEEN = 120;
const MOST_STEPS = 1_000;

export class Recording {
  readonly #steps: RecordedStep[] = [];
  readonly #seen: Seen[] = [];
  #fullMs: number | undefined;

  get steps(): readonly RecordedStep[] {
    return this.#steps;
  }

  get seen(): readonly Seen[] {
    return this.#seen;
  }

  /** When there was no room for something: what comes behind it is not part of the story. */
  get fullMs(): number | undefined {
    return this.#fullMs;
  }

  moment(fault: Fault, values: FaultValues, atMs: number): void {
    this.#add({ atMs, fault, values, forMs: undefined });
  }

  published(message: HandMessage, atMs: number): void {
    this.#add({ atMs, message });
  }

  /** It holds from now on; `end` says until when. */
  begin(fault: Fault, values: FaultValues, atMs: number): Holding {
    let step: RecordedFault = { atMs, fault, values, forMs: undefined };
    this.#add(step);
    return {
      end: (endMs) => {
        const at = this.#steps.indexOf(step);
        step = { ...step, forMs: endMs - atMs };
        if (at >= 0) this.#steps[at] = step;
      },
      forget: () => {
        this.#forget(step);
      },
    };
  }

  see(text: string, atMs: number): void {
    if (this.#seen.length < MOST_SEEN && this.#fullMs === undefined)
      this.#seen.push({ atMs, text });
  }

  #forget(step: RecordedStep): void {
    const at = this.#steps.indexOf(step);
    if (at >= 0) this.#steps.splice(at, 1);
  }

  #add(step: RecordedStep): void {
    if (this.#steps.length < MOST_STEPS && this.#fullMs === undefined) this.#steps.push(step);
    else this.#fullMs ??= step.atMs;
  }
}
