/** Waits for what a step of the timeline expects. */

import { durationText } from '../duration';
import { type History, isAwaited, type Sighting, sightingText } from './history';
import type { ExpectStep } from './scenario';

/** What has become of an expectation. */
export interface Result {
  /** As it was written. */
  readonly text: string;
  /** Undefined for what is expected at the end. */
  readonly atMs: number | undefined;
  readonly met: boolean;
  /** What was seen, or was seen in its place. */
  readonly seen: string;
}

/** The words of a step, without its time. */
export function stepText({ awaited, withinMs }: ExpectStep): string {
  if (withinMs === 0) return awaited.text;
  const absent = 'absent' in awaited && awaited.absent;
  return `${awaited.text} ${absent ? 'for' : 'within'} ${durationText(withinMs)}`;
}

export class Watch {
  readonly #step: ExpectStep;
  readonly #history: History;
  #result: Result | undefined;

  constructor(step: ExpectStep, history: History) {
    this.#step = step;
    this.#history = history;
  }

  /** Its time has come: a status may hold already. */
  open(): void {
    const { awaited } = this.#step;
    if (awaited.kind === 'status' && this.#history.status === awaited.status) {
      this.#settle(true, 'it was so already');
    }
  }

  notice(sighting: Sighting, nowMs: number): void {
    const { awaited } = this.#step;
    if (this.#result || !isAwaited(sighting, awaited)) return;
    const absent = 'absent' in awaited && awaited.absent;
    this.#settle(!absent, `${sightingText(sighting)} at ${durationText(nowMs)}`);
  }

  /** Its time is over, or the run is. */
  close(isEarly = false): Result {
    const { awaited } = this.#step;
    const absent = 'absent' in awaited && awaited.absent;
    if (absent && !isEarly) this.#settle(true, 'none came');
    else this.#settle(false, isEarly ? 'the run ended before' : this.#history.lastLike(awaited));
    return this.#result!;
  }

  #settle(met: boolean, seen: string): void {
    this.#result ??= { text: stepText(this.#step), atMs: this.#step.atMs, met, seen };
  }
}
