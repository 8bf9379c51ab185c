/** What ends a program on its engine, with the place in TypeScript where it happened. */

import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Bundle } from './bundle';

/** The firmware cannot go on: an exception left it, or its engine died. */
export class FirmwareError extends Error {
  override name = 'FirmwareError';
}

/** Finds places of the TypeScript sources in an engine's stack texts. */
export class SourceLines {
  readonly #map: TraceMap;
  readonly #place: RegExp;

  /** `place` matches the bundle in a stack; its groups are the line and, where there is one, the column. */
  constructor({ map }: Bundle, place: RegExp) {
    this.#map = new TraceMap(map);
    this.#place = place;
  }

  /** The innermost place of a stack, like `firmware/station/sampler.ts:42`. */
  of(stack: string | undefined): string | undefined {
    for (const line of (stack ?? '').split('\n')) {
      const found = this.#place.exec(line);
      const place = found && this.#original(Number(found[1]), found[2]);
      if (place !== undefined && place !== null) return place;
    }
    return undefined;
  }

  #original(line: number, column: string | undefined): string | undefined {
    // XS knows lines only: the last statement that begins in the line is close enough.
    const at =
      column === undefined ? { column: 1_000, bias: 1 as const } : { column: Number(column) - 1 };
    const { source, line: original } = originalPositionFor(this.#map, { line, ...at });
    return source === null ? undefined : `${source}:${original}`;
  }
}
