/**
 * What a board measures beside its DHTs. A build that has such instruments hands them to
 * Boot; all others carry nothing of them.
 */

import type { SampleForm } from '../mqtt/outbox/samples';
import type { Checker } from './checker';
import type { Tell } from './events';
import type { Guard } from './guard';
import type { StationPorts } from './station-ports';

export interface InstrumentSettings {
  /** Which of the build's kinds it is, like `contact`. */
  readonly kind: string;
  /** Names it in the log, and is the last level of its topic: `<base>/<id>/<name>`. */
  readonly name: string;
  /** GPIOs, in the order of the kind. */
  readonly pins: readonly number[];
  /** From one measurement to the next. */
  readonly intervalMs: number;
}

export interface Instrument {
  start(): void;
  stop(): void;
}

export interface InstrumentOwner {
  readonly guard: Guard;
  readonly tell: Tell;
  /** Keeps what was measured at `ticksMs` on the monotonic clock: once it returns that outlasts a power cut. */
  readonly accept: (packed: Uint8Array, ticksMs: number) => void;
}

/** What all forms of a station have in common. */
export interface FormContext {
  /** The station's, which stands in topics and payloads. */
  readonly base: string;
  readonly id: string;
  readonly qos: number;
  readonly seal: ((payload: Uint8Array) => Uint8Array) | undefined;
}

/** The kinds of instruments that a build has. */
export interface Instruments {
  /** Settings as they come from outside; what is wrong with them is told, each with its field. */
  check(checker: Checker, value: unknown, field: string): readonly InstrumentSettings[];
  /** What its measurements are in the outbox. */
  form(settings: InstrumentSettings, context: FormContext): SampleForm;
  make(ports: StationPorts, settings: InstrumentSettings, owner: InstrumentOwner): Instrument;
}
