/** Waiting for a condition, with an end. */

const LOOK_MS = 25;

export interface WaitOptions {
  readonly mostMs?: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal;
  /** Between two looks. */
  readonly lookMs?: number;
}

/** Whether `condition` came true before the time was over or somebody ended it. */
export function cameTrue(
  condition: () => boolean,
  { mostMs = Infinity, signal, lookMs = LOOK_MS }: WaitOptions = {},
): Promise<boolean> {
  const startMs = performance.now();
  return new Promise((resolve) => {
    const look = (): void => {
      if (signal?.aborted) resolve(false);
      else if (condition()) resolve(true);
      else if (performance.now() - startMs >= mostMs) resolve(false);
      else setTimeout(look, lookMs);
    };
    look();
  });
}
