/** Counts what has happened since the first start. */

import type { StationEvent } from '../../../firmware/station/events';
import type { Counts } from '../protocol';

export class Counter {
  #measured = 0;
  #failed = 0;
  #accepted = 0;
  #published = 0;
  #dropped = 0;
  #connects = 0;
  bytesSent = 0;
  bytesReceived = 0;

  /** The broker has taken the board in. */
  connected(): void {
    this.#connects++;
  }

  measured(hasFailed: boolean): void {
    this.#measured++;
    if (hasFailed) this.#failed++;
  }

  told(event: StationEvent): void {
    if (event.event === 'accepted') this.#accepted++;
    if (event.event === 'reading') this.#published++;
    if (event.event === 'backlog') this.#dropped = event.dropped;
  }

  get counts(): Counts {
    return {
      measured: this.#measured,
      failed: this.#failed,
      accepted: this.#accepted,
      published: this.#published,
      waiting: Math.max(0, this.#accepted - this.#published - this.#dropped),
      dropped: this.#dropped,
      connects: this.#connects,
      bytesSent: this.bytesSent,
      bytesReceived: this.bytesReceived,
    };
  }
}
