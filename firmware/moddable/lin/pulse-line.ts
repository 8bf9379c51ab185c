/** A pulse line with a simulated DHT22 on it: the desktop has no pins. */

import { SimulatedDht } from 'host-sim/board/dht-device';
import Time from 'time';
import Timer from 'timer';
import type { PulseLine, PulseLineOptions } from '../../ports/pulse-line';

/** From the start pulse to the last edge, roughly. */
const ANSWER_MS = 6;

export class DesktopPulseLine implements PulseLine {
  readonly #onReadable: (count: number) => void;
  readonly #sensor: SimulatedDht;
  readonly #startTicks = Time.ticks;
  #pulses: Int16Array | undefined;
  #pending: Timer | undefined;
  #closed = false;

  constructor({ onReadable }: PulseLineOptions) {
    this.#onReadable = onReadable;
    this.#sensor = new SimulatedDht({
      model: 'DHT22',
      climate: (nowMs) => ({
        temperatureC: 21 + 3 * Math.sin(nowMs / 60_000),
        humidityPercent: 50 + 10 * Math.cos(nowMs / 60_000),
      }),
      poweredOnMs: -10_000, // long since settled
      random: () => Math.random(),
    });
  }

  start(lowUs: number): void {
    if (this.#closed) throw new Error('the line is closed');
    Timer.clear(this.#pending);
    this.#pending = undefined;
    this.#pulses = undefined;
    const answer = this.#sensor.answer(lowUs, Time.delta(this.#startTicks));
    if (!answer) return;
    this.#pending = Timer.set(
      () => {
        this.#pending = undefined;
        this.#pulses = answer;
        this.#onReadable(answer.length);
      },
      Math.ceil(lowUs / 1000) + ANSWER_MS,
    );
  }

  read(into: Int16Array): number {
    const pulses = this.#pulses;
    if (!pulses) return 0;
    this.#pulses = undefined;
    const count = Math.min(into.length, pulses.length);
    for (let i = 0; i < count; i++) into[i] = pulses[i]!;
    return count;
  }

  close(): void {
    this.#closed = true;
    this.#pulses = undefined;
    Timer.clear(this.#pending);
    this.#pending = undefined;
  }
}
