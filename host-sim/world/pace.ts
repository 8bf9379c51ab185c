/** How fast a world's time goes by the computer's: held, slowed down or sped up. */

/** A program that needed longer than this for its turns does not catch up: its time has gone slower. */
const MOST_LAG_MS = 500;

export class Pace {
  readonly #realMs: () => number;
  #speed = 1;
  #isPaused = false;
  /** At this moment of the computer's the world's time was that. */
  #sinceRealMs: number;
  #sinceMs = 0;

  constructor(realMs: () => number = () => performance.now()) {
    this.#realMs = realMs;
    this.#sinceRealMs = realMs();
  }

  get speed(): number {
    return this.#speed;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** The world's time as it should be now. */
  now(): number {
    if (this.#isPaused) return this.#sinceMs;
    return this.#sinceMs + (this.#realMs() - this.#sinceRealMs) * this.#speed;
  }

  /** How long until the world's time is `atMs`; Infinity while it is held. */
  untilMs(atMs: number): number {
    return this.#isPaused ? Infinity : (atMs - this.now()) / this.#speed;
  }

  setSpeed(speed: number): void {
    this.#begin(this.now());
    this.#speed = speed;
  }

  pause(): void {
    this.#begin(this.now());
    this.#isPaused = true;
  }

  resume(): void {
    this.#begin(this.now());
    this.#isPaused = false;
  }

  /** The world has been led on by hand. */
  moveTo(atMs: number): void {
    this.#begin(Math.max(atMs, this.now()));
  }

  /** The world is at `atMs`: what it has fallen behind by too much is let go. */
  letGo(atMs: number): void {
    if (this.untilMs(atMs) < -MOST_LAG_MS) this.#begin(atMs);
  }

  #begin(atMs: number): void {
    this.#sinceMs = atMs;
    this.#sinceRealMs = this.#realMs();
  }
}
