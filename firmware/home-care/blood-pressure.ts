/** A blood-pressure cuff, asked at its interval. */

import type { MonotonicClock, Timer } from '../ports/clock';
import { Cuff } from '../sensors/blood-pressure/cuff';
import { explainCuff, type CuffFailure } from '../sensors/blood-pressure/failures';
import type { BloodPressure } from '../sensors/blood-pressure/frame';
import type { Instrument, InstrumentOwner, InstrumentSettings } from '../station/instrument';
import type { StationPorts } from '../station/station-ports';
import { guardedSerial } from './guarded';
import type { InstrumentKind } from './instruments';

const FIFTEEN_MINUTES_MS = 900_000;
/** The first measurement comes when the board has settled, not a whole interval later. */
const FIRST_MS = 5_000;

export class BloodPressureKind implements InstrumentKind {
  readonly kind = 'blood-pressure';
  readonly pinNames = ['receive', 'transmit'];
  readonly intervalMs = FIFTEEN_MINUTES_MS;
  readonly retain = false;

  /** mmHg and beats a minute. */
  payload(id: string, packed: Uint8Array, timeS: number | null): string {
    return JSON.stringify({
      deviceID: id,
      systolic: (packed[0]! << 8) | packed[1]!,
      diastolic: packed[2]!,
      pulse: packed[3]!,
      timestamp: timeS,
    });
  }

  make(ports: StationPorts, settings: InstrumentSettings, owner: InstrumentOwner): Instrument {
    return new CuffInstrument(ports, settings, owner);
  }
}

/** Two bytes of mmHg, one of them, and one of beats a minute: see the frame's limits. */
function packed({ systolic, diastolic, pulse }: BloodPressure): Uint8Array {
  return Uint8Array.of(systolic >> 8, systolic, diastolic, pulse);
}

class CuffInstrument implements Instrument {
  readonly #clock: MonotonicClock;
  readonly #cuff: Cuff;
  readonly #intervalMs: number;
  readonly #owner: InstrumentOwner;
  readonly #name: string;
  #timer: Timer | undefined;
  #missed = 0;
  #failure: CuffFailure | undefined;

  constructor(
    { clock, SerialLine: io }: StationPorts,
    { name, pins: [receive, transmit], intervalMs }: InstrumentSettings,
    owner: InstrumentOwner,
  ) {
    if (!io) throw new Error('this board has no serial line');
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#owner = owner;
    this.#name = name;
    this.#cuff = new Cuff({
      ...{ io: guardedSerial(owner.guard, name, io), clock },
      ...{ receive: receive!, transmit: transmit! },
    });
  }

  start(): void {
    this.#timer = this.#clock.set(
      () => {
        this.#measure();
      },
      Math.min(FIRST_MS, this.#intervalMs),
      this.#intervalMs,
    );
  }

  stop(): void {
    this.#clock.clear(this.#timer);
    this.#timer = undefined;
    this.#cuff.close();
  }

  #measure(): void {
    this.#cuff.measure((result, ticksMs) => {
      if (typeof result === 'string') this.#bad(result);
      else {
        this.#good();
        this.#owner.accept(packed(result), ticksMs);
      }
    });
  }

  #good(): void {
    if (this.#failure === undefined) return;
    const { name: sensor, missed } = { name: this.#name, missed: this.#missed };
    this.#failure = undefined;
    this.#missed = 0;
    this.#owner.tell({ level: 'info', event: 'instrument', state: 'recovered', sensor, missed });
  }

  #bad(failure: CuffFailure): void {
    this.#missed++;
    if (failure === this.#failure) return;
    this.#failure = failure;
    const { meaning, check } = explainCuff(failure);
    this.#owner.tell({
      ...{ level: 'warn', event: 'instrument', state: 'failed', sensor: this.#name },
      ...{ failure, meaning, check },
    });
  }
}
