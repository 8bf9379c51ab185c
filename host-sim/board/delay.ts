/** Throws for a delay that timers cannot have: see firmware/ports/clock.ts. */
export function checkDelay(delayMs: number): void {
  if (!(delayMs >= 0 && delayMs < 2 ** 31)) throw new RangeError(`delay of ${delayMs} ms`);
}
