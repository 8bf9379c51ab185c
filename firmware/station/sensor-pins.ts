/** On which pin a sensor may hang: one that the board has for it, and that nothing else of the station has. */

import type { Checker } from './checker';
import type { Settings } from './settings';

const LAST_GPIO = 48;

/** The number of a GPIO; chips have fewer, of which a board's own list knows. */
export function pinOf(checker: Checker, value: unknown, field: string): number {
  return checker.integer(value, field, 0, LAST_GPIO);
}

/** A board's own list. */
export function pinsOf(checker: Checker, value: unknown, field: string): readonly number[] {
  if (Array.isArray(value)) return value.map((pin, i) => pinOf(checker, pin, `${field}[${i}]`));
  checker.problem(field, 'must be a list of GPIOs');
  return [];
}

/** Each sensor's pin, in settings that are checked otherwise. */
export function checkPins(checker: Checker, settings: Settings): void {
  for (const [i, { pin }] of settings.sensors.entries()) {
    const field = `sensors[${i}].pin`;
    const why = checker.refused(field) ? undefined : refusal(settings, pin, i);
    if (why !== undefined) checker.problem(field, `is ${pin}, ${why}`);
  }
}

function refusal(
  { sensors, sensorPins, instruments = [] }: Settings,
  pin: number,
  index: number,
): string | undefined {
  const first = sensors.findIndex((sensor) => sensor.pin === pin);
  if (first < index) return `which is taken by sensors[${first}]`;
  const instrument = instruments.find(({ pins }) => pins.includes(pin));
  if (instrument) return `which is taken by the ${instrument.name}`;
  if (!sensorPins || sensorPins.includes(pin)) return undefined;
  return `where this board can have no sensor; it can on ${sensorPins.join(', ')}`;
}
