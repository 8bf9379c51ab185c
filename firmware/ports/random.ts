/** Random bytes: strong ones on hardware, seeded ones where a run must repeat. */

export interface Random {
  /** Fills all of `into`. */
  fill(into: Uint8Array): void;
}
