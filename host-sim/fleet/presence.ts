/**
 * What the broker says of the boards' states, held against what the boards did: so it is
 * seen that somebody else has boards of the same names, or has left some behind.
 */

export class Presence {
  /** Boards of the fleet that are with the broker, as it knows it. */
  readonly online = new Set<number>();
  /** Those that are with the broker and are not this fleet's: another one's with the same names. */
  readonly foreign = new Set<number>();
  /** Boards, also beyond those of the fleet, whose retained state was there before them. */
  readonly left = new Set<number>();
  readonly #connectionsOf: (board: number) => number;
  /** By board: how often it was heard to come online. */
  readonly #arrivals: Uint32Array;

  /** `connectionsOf` says how often a board of this fleet has connected so far. */
  constructor(boards: number, connectionsOf: (board: number) => number) {
    this.#arrivals = new Uint32Array(boards);
    this.#connectionsOf = connectionsOf;
  }

  /** A state is heard; an empty one has been taken away. */
  heard(board: number, state: string, isRetained: boolean): void {
    const isOwnName = board < this.#arrivals.length;
    if (state === 'online') {
      if (isOwnName) this.#cameOnline(board, isRetained);
      return;
    }
    this.online.delete(board);
    const wasHere = isOwnName && this.#connectionsOf(board) > 0;
    if (state !== '' && isRetained && !wasHere) this.left.add(board);
  }

  /** A board says so once in each of its connections. */
  #cameOnline(board: number, isRetained: boolean): void {
    this.online.add(board);
    const known = this.#connectionsOf(board);
    const isForeign = isRetained ? known === 0 : ++this.#arrivals[board]! > known;
    if (isForeign) this.foreign.add(board);
  }
}
