/**
 * Reads XS's exact meters: what an operation executes and allocates. Operations
 * run in windows of n and of 2n calls, each after a garbage collection; the
 * difference leaves what one call costs, without loop and call. Every number is
 * the same in every run.
 */

import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle } from '../../host-sim/engine/bundle';
import { BUNDLE_GLOBAL } from '../../host-sim/engine/bundle';
import { type Reply, XsWorker } from '../../host-sim/engine/xs/worker';

export interface Cost {
  readonly bytecodes: number;
  readonly slots: number;
  readonly chunkBytes: number;
}

export interface Retained {
  readonly slots: number;
  readonly chunkBytes: number;
}

const FILL = 0xffff;
const COLLECT = 0xfffe;
/** Sizes of the blocks that find out how much chunk memory is left, each with its header. */
const BLOCKS = [1 << 20, 1 << 15, 1 << 10, 24] as const;
/** XS puts this before each chunk. */
const HEADER_BYTES = 16;
/** What a command of ours takes of the same memory. */
const COMMAND_BYTES = HEADER_BYTES + 16;

/** The program's numbers for what an operation does apart, and for all of it. */
const apartOf = (operation: number): number => 2 * operation;
const runOf = (operation: number): number => 2 * operation + 1;

export class Meter {
  readonly #worker: XsWorker;

  private constructor(worker: XsWorker) {
    this.#worker = worker;
  }

  static async open(path: string, program: Bundle): Promise<Meter> {
    const worker = new XsWorker({
      path,
      onQuestion: () => {
        throw new Error('programs that are metered ask nothing');
      },
      onDeath: (error) => {
        throw error;
      },
      timeLimitMs: 120_000,
    });
    const meter = new Meter(worker);
    await worker.evaluate(
      `(() => {${program.code}\n;globalThis.${BUNDLE_GLOBAL}=${BUNDLE_GLOBAL}})()`,
    );
    return meter;
  }

  close(): void {
    this.#worker.kill();
  }

  /** What one call of the operation costs; the first one is 0. */
  async cost(at: number, times: number): Promise<Cost> {
    const apart = await this.#slope(apartOf(at), times);
    const gross = await this.#slope(runOf(at), times);
    return {
      bytecodes: gross.bytecodes - apart.bytecodes,
      slots: gross.slots - apart.slots,
      chunkBytes: gross.chunkBytes - apart.chunkBytes,
    };
  }

  /** Runs operation `at` that often, each time in a turn of its own; returns the bytecodes of all. */
  async turns(at: number, count: number): Promise<number> {
    let bytecodes = 0;
    for (let i = 0; i < count; i++) bytecodes += (await this.#run(runOf(at), 1)).meter.compute;
    return bytecodes;
  }

  /** Runs an operation that often in one turn. */
  async burst(at: number, count: number): Promise<void> {
    await this.#run(runOf(at), count);
  }

  /** What is in use after a garbage collection. */
  async retained(): Promise<Retained> {
    const { meter } = await this.#collect();
    return { slots: meter.currentHeapCount, chunkBytes: await this.#chunksInUse() };
  }

  async #slope(at: number, times: number): Promise<Cost> {
    await this.#run(at, times); // what is made once
    const one = await this.#window(at, times);
    const two = await this.#window(at, 2 * times);
    if (two.slots < one.slots) throw new Error(`${2 * times} calls need a garbage collection`);
    const per = (low: number, high: number): number => (high - low) / times;
    return {
      bytecodes: per(one.bytecodes, two.bytecodes),
      slots: per(one.slots, two.slots),
      chunkBytes: per(one.chunkBytes, two.chunkBytes),
    };
  }

  async #window(at: number, times: number): Promise<Cost> {
    const before = await this.#collect();
    const after = await this.#run(at, times);
    const slots = after.meter.currentHeapCount - before.meter.currentHeapCount;
    if (slots < 0) throw new Error(`${times} calls need a garbage collection`);
    const used = (await this.#chunksLeft(0, 0)) - (await this.#chunksLeft(at, times));
    return { bytecodes: after.meter.compute, slots, chunkBytes: used };
  }

  /** The chunk memory that `times` calls of `at` leave until a collection would be needed. */
  async #chunksLeft(at: number, times: number): Promise<number> {
    let left = 0;
    const filled: [size: number, count: number][] = [];
    for (const size of BLOCKS) {
      let count = 0;
      await this.#collect();
      let { meter } = await this.#run(at, times);
      for (const [otherSize, otherCount] of filled) {
        for (let i = 0; i < otherCount; i++) ({ meter } = await this.#fill(otherSize));
      }
      for (;;) {
        const before = meter.currentHeapCount;
        ({ meter } = await this.#fill(size));
        if (meter.currentHeapCount <= before) break; // it was collected
        count++;
      }
      filled.push([size, count]);
      left += (size + COMMAND_BYTES) * count;
    }
    return left;
  }

  #fill(size: number): Promise<Reply> {
    return this.#command(FILL, 1, size - HEADER_BYTES);
  }

  async #chunksInUse(): Promise<number> {
    const path = join(tmpdir(), `pubsub-xs-heap-${process.pid}.bin`);
    try {
      await this.#worker.snapshot(path);
      return atomSize(await readFile(path), 'BLOC');
    } finally {
      await rm(path, { force: true });
    }
  }

  #collect(): Promise<Reply> {
    return this.#command(COLLECT, 0, 0);
  }

  #run(at: number, times: number): Promise<Reply> {
    return this.#command(at, times, 0);
  }

  #command(at: number, times: number, size: number): Promise<Reply> {
    return this.#worker.handle(new Uint8Array(Uint32Array.of(at, times, size).buffer));
  }
}

/** The size of an atom of a heap image; each begins with its length and its name, and they may be nested one deep. */
function atomSize(image: Buffer, name: string): number {
  const at = image.indexOf(name, 0, 'latin1');
  if (at < 4) throw new Error(`the heap image has no ${name}`);
  return image.readUInt32BE(at - 4) - 8;
}
