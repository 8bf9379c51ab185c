/**
 * A contact at a door, a window or a fridge. It is published at once when it moves, and
 * now and then in between, so that its silence means something; retained, for it is a state.
 */

import type { MonotonicClock, Timer } from '../ports/clock';
import { Contact } from '../sensors/contact/contact';
import type { Instrument, InstrumentOwner, InstrumentSettings } from '../station/instrument';
import type { StationPorts } from '../station/station-ports';
import { guardedInput } from './guarded';
import type { InstrumentKind } from './instruments';

const FIVE_MINUTES_MS = 300_000;

export class ContactKind implements InstrumentKind {
  readonly kind = 'contact';
  readonly pinNames = ['input'];
  readonly intervalMs = FIVE_MINUTES_MS;
  readonly retain = true;

  payload(id: string, packed: Uint8Array, timeS: number | null): string {
    return JSON.stringify({ deviceID: id, open: packed[0] === 1, timestamp: timeS });
  }

  make(ports: StationPorts, settings: InstrumentSettings, owner: InstrumentOwner): Instrument {
    return new ContactInstrument(ports, settings, owner);
  }
}

class ContactInstrument implements Instrument {
  readonly #clock: MonotonicClock;
  readonly #contact: Contact;
  readonly #intervalMs: number;
  readonly #owner: InstrumentOwner;
  #timer: Timer | undefined;

  constructor(
    { clock, DigitalInput: io }: StationPorts,
    { name, pins, intervalMs }: InstrumentSettings,
    owner: InstrumentOwner,
  ) {
    if (!io) throw new Error('this board has no digital input');
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#owner = owner;
    this.#contact = new Contact({
      ...{ io: guardedInput(owner.guard, name, io), pin: pins[0]!, clock },
      onChange: (isOpen, ticksMs) => {
        this.#say(isOpen, ticksMs);
      },
    });
  }

  /** As it is when the board starts. */
  start(): void {
    this.#say(this.#contact.isOpen, this.#clock.now());
  }

  stop(): void {
    this.#clock.clear(this.#timer);
    this.#timer = undefined;
    this.#contact.close();
  }

  #say(isOpen: boolean, ticksMs: number): void {
    this.#clock.clear(this.#timer);
    this.#timer = this.#clock.set(() => {
      this.#say(this.#contact.isOpen, this.#clock.now());
    }, this.#intervalMs);
    this.#owner.accept(Uint8Array.of(isOpen ? 1 : 0), ticksMs);
  }
}
