/** What a fleet costs its process: memory and processor, and how fast readings go. */

import type { EventLoopUtilization } from 'node:perf_hooks';

/** Where a stretch of time begins. */
interface Mark {
  readonly ms: number;
  readonly cpu: NodeJS.CpuUsage;
  readonly loop: EventLoopUtilization;
  readonly acknowledged: number;
}

/** What one stretch of time was like. */
export interface Stretch {
  readonly lastedMs: number;
  /** Readings acknowledged a second. */
  readonly perS: number;
  /** Processor time of the whole process for each of them; undefined when there were none. */
  readonly cpuMsPerReading: number | undefined;
  /** How much of the time the event loop had something to do, 0 to 1. */
  readonly busy: number;
}

export class Meters {
  /** Resident before the first board, and at most while `hasGrown` was called. */
  readonly beforeBytes = process.memoryUsage.rss();
  mostBytes = 0;
  #from: Mark | undefined;

  /** All boards are there. */
  hasGrown(): void {
    this.mostBytes = Math.max(this.mostBytes, process.memoryUsage.rss());
  }

  /** A stretch begins. */
  begin(acknowledged: number): void {
    const cpu = process.cpuUsage();
    const loop = performance.eventLoopUtilization();
    this.#from = { ms: performance.now(), cpu, loop, acknowledged };
  }

  /** What it was like since it began; undefined when none has. */
  end(acknowledged: number): Stretch | undefined {
    const from = this.#from;
    if (!from) return undefined;
    const { user, system } = process.cpuUsage(from.cpu);
    const readings = acknowledged - from.acknowledged;
    const lastedMs = performance.now() - from.ms;
    return {
      lastedMs,
      perS: (readings * 1_000) / lastedMs,
      cpuMsPerReading: readings > 0 ? (user + system) / 1_000 / readings : undefined,
      busy: performance.eventLoopUtilization(from.loop).utilization,
    };
  }
}
