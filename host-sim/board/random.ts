/** Randomness that repeats: one seed, and streams of it that do not disturb each other. */

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from '../../firmware/ports/random';

export class SeededRandom implements Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;

  /** `stream` names what it is for, so that one use more does not shift all others. */
  constructor(seed: number, stream: string) {
    this.#generator = xoroshiro128plus(mix(seed, stream));
  }

  fill(into: Uint8Array): void {
    for (let i = 0; i < into.length; i++) into[i] = uniformInt(this.#generator, 0, 255);
  }

  /** In [0, 1). */
  readonly next = (): number => uniformFloat64(this.#generator);
}

/** A seed for a stream: FNV-1a over the name, starting from the seed. */
function mix(seed: number, stream: string): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (const character of stream) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  }
  return hash;
}
