/** The samplers of a station's sensors. */

import { modelOf } from '../sensors/dht/models';
import { DHT } from '../sensors/dht/sensor';
import type { Tell } from './events';
import type { Guard } from './guard';
import type { Reading } from './reading';
import { Sampler } from './sampler';
import type { SensorSettings } from './settings';
import type { StationPorts } from './station-ports';

export interface SamplersOptions {
  readonly sensors: readonly SensorSettings[];
  /** How long the sensors have had power already; they have settled after some seconds. */
  readonly poweredForMs: number;
  readonly guard: Guard;
  readonly tell: Tell;
  readonly onReading: (reading: Reading) => void;
}

/** A sensor that cannot be made is told; the others do their work. */
export function makeSamplers(ports: StationPorts, options: SamplersOptions): Sampler[] {
  const samplers: Sampler[] = [];
  for (const sensor of options.sensors) {
    try {
      samplers.push(makeSampler(ports, sensor, options));
    } catch (error) {
      options.guard.fault(`sensor on GPIO ${sensor.pin}`, error);
    }
  }
  return samplers;
}

function makeSampler(
  { clock, PulseLine }: StationPorts,
  { model, pin, intervalMs, negative }: SensorSettings,
  { poweredForMs, onReading, tell }: SamplersOptions,
): Sampler {
  const { name, minimumIntervalMs, settleMs } = modelOf(model)!;
  const dht = new DHT({
    ...{ sensor: { io: PulseLine, pin }, clock, model, negative, poweredForMs },
  });
  const sensor = {
    ...{ name: `${name} on GPIO ${pin}`, dht, minimumIntervalMs },
    settleMs: Math.max(0, settleMs - poweredForMs),
  };
  return new Sampler(sensor, intervalMs, clock, onReading, tell);
}
