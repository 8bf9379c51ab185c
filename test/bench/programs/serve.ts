/**
 * A program inside XS whose operations are metered. Node hands in the number of
 * an operation and how often to run it; nothing else runs between two readings
 * of the meters.
 */

/** One operation; `packets` is how many packets it handles. */
export interface Operation {
  readonly name: string;
  readonly packets: number;
  readonly run: () => void;
  /** What `run` does beside what is measured; it is taken off. */
  readonly apart?: () => void;
  /** Throws when the operation does not do what it is measured for. */
  readonly check: () => void;
}

/** What fills memory, so that Node can find out how much was left. */
const FILL = 0xffff;
/** Collects garbage; a script that does so would leave something behind. */
const COLLECT = 0xfffe;

interface WorkerGlobals {
  readonly gc: () => void;
  handleCommand?: (command: ArrayBuffer) => void;
}

export function serve(operations: readonly Operation[]): void {
  const nothing = (): void => {};
  const runs = operations.flatMap(({ run, apart = nothing }) => [apart, run]);
  const worker = globalThis as unknown as WorkerGlobals;
  const collect = worker.gc;
  worker.handleCommand = (command) => {
    const [at, times, size] = new Uint32Array(command) as unknown as [number, number, number];
    if (at === FILL) {
      for (let i = 0; i < times; i++) new ArrayBuffer(size);
      return;
    }
    if (at === COLLECT) {
      collect();
      return;
    }
    const run = runs[at]!;
    for (let i = 0; i < times; i++) run();
  };
  for (const { check } of operations) check();
}
