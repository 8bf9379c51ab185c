/** Moves what a connection receives into the packet reader, and holds it there while it has to wait. */

import type { Connection } from './connection';
import type { Malformed } from './failures';
import type { Faults } from './faults';
import type { PacketReader } from './framing';

export interface IntakeOwner {
  readonly faults: Faults;
  readonly inbox: { resume(): void };
  /** Nobody waits for what comes now. */
  readonly isClosing: boolean;
  /** Whose input is wanted. */
  readonly connection: Connection | undefined;
  malformed(what: Malformed): void;
  /** Bytes have come. */
  received(): void;
  /** The buffer is full of packets that are held. */
  stalled(): void;
}

export class Intake {
  readonly #reader: PacketReader;
  readonly #owner: IntakeOwner;
  #reading = false;
  #paused: Promise<void> | undefined;

  constructor(reader: PacketReader, owner: IntakeOwner) {
    this.#reader = reader;
    this.#owner = owner;
  }

  /** Whether input waits for a stream of the application's. */
  get isPaused(): boolean {
    return this.#paused !== undefined;
  }

  /** Reads nothing until `ready` settles; what the network then holds back is back-pressure. */
  pauseFor(ready: Promise<void>): void {
    this.#paused = ready;
    const resume = (): void => {
      if (this.#paused !== ready) return;
      this.#paused = undefined;
      this.#owner.inbox.resume();
      this.read();
    };
    ready.then(resume, (error: unknown) => {
      this.#owner.faults.report(error);
      resume();
    });
  }

  /** The connection is over. */
  reset(): void {
    this.#paused = undefined;
    this.#reader.reset();
  }

  /**
   * Reads all there is, for input is announced once: as far as the buffer goes
   * while packets are held, so that a PINGRESP counts and the end is heard of.
   */
  read(): void {
    if (this.#reading || this.#paused) return;
    this.#reading = true;
    try {
      this.#readAll(this.#owner.connection);
    } finally {
      this.#reading = false;
    }
  }

  #readAll(connection: Connection | undefined): void {
    const owner = this.#owner;
    const reader = this.#reader;
    let count = 0; // what was held comes first
    while (connection && connection === owner.connection) {
      if (owner.isClosing) {
        reader.reset();
      } else {
        const malformed = reader.filled(count);
        if (malformed) owner.malformed(malformed);
        if (connection !== owner.connection || this.#paused) return;
      }
      const space = reader.space();
      if (space.length === 0) {
        owner.stalled();
        return;
      }
      count = connection.read(space);
      if (count === 0) return;
      owner.received();
    }
  }
}
