/**
 * What XS does with an exception that has left a callback and with a rejected
 * promise that nobody handles: the chip restarts, unless this global function,
 * which XS looks for (manifest: defines.xs.aborthook), returns false.
 */

type Report = (where: string, error: unknown) => void;

/** The reasons after which a program can go on; memory that is full is none of them. */
const SURVIVABLE: readonly string[] = Object.freeze(['unhandled exception', 'unhandled rejection']);

/** From now on `report` is told of what nobody has caught, and the program goes on. */
export function installAbortHook(report: Report): void {
  const hook = (reason: string, error: unknown): boolean | undefined => {
    if (!SURVIVABLE.includes(reason)) return undefined;
    report(reason, error);
    return false;
  };
  Object.defineProperty(globalThis, 'abort', { value: hook, configurable: true });
}
