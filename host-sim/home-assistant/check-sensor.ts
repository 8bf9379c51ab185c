/** A sensor among a device's components. */

import { type EntityBasis, type Platform, withClasses } from './check-entity';
import { CLASSES, NOT_NUMERIC, STATE_CLASSES, UNITS } from './classes';
import { below, type Complaints, type Fields, listOf } from './complaints';
import { SENSOR_KEYS } from './names';

interface Measure {
  readonly platform: 'sensor';
  readonly stateClass: string | undefined;
  readonly unit: string | undefined;
  readonly isNumeric: boolean;
  readonly decimals: number | undefined;
}

export type Sensor = EntityBasis & Measure;

export const SENSOR: Platform<Measure> = {
  name: 'sensor',
  keys: SENSOR_KEYS,
  plainName: 'MQTT Sensor',
  read: (fields, where, complaints) => {
    const kind = kindOfValue(fields, where, complaints);
    checkOptions(fields, kind, where, complaints);
    const decimals = complaints.wholeNumber(fields, 'suggested_display_precision', where);
    return { platform: 'sensor', ...kind, decimals };
  },
};

type Kind = Pick<Sensor, 'deviceClass' | 'stateClass' | 'unit' | 'isNumeric'>;

function kindOfValue(given: Fields, where: string, complaints: Complaints): Kind {
  const fields = withClasses(given);
  const deviceClass = complaints.oneOf(fields, 'device_class', where, CLASSES);
  const stateClass = complaints.oneOf(fields, 'state_class', where, STATE_CLASSES);
  const unit = complaints.text(fields, 'unit_of_measurement', where);
  const place = below(where, 'unit_of_measurement');
  const units = deviceClass === undefined ? undefined : UNITS[deviceClass];
  if (units && !units.includes(unit)) {
    const known = units.map((one) => one ?? 'none').join(', ');
    if (unit !== undefined) {
      complaints.refuse(place, `is "${unit}"; ${deviceClass!} goes with ${known}`);
    } else complaints.add('advice', place, `is missing; ${deviceClass!} goes with ${known}`);
  } else if (deviceClass !== undefined && !units && unit !== undefined) {
    if (!NOT_NUMERIC.includes(deviceClass))
      complaints.add('not checked', place, `whether "${unit}" goes with ${deviceClass}`);
  }
  if (units && stateClass !== undefined && stateClass !== 'measurement') {
    const what = `is ${stateClass}; ${deviceClass!} goes with measurement`;
    complaints.add('advice', below(where, 'state_class'), what);
  }
  const isText = deviceClass !== undefined && NOT_NUMERIC.includes(deviceClass);
  if (isText && stateClass !== undefined) {
    complaints.refuse(below(where, 'state_class'), `does not go with ${deviceClass}`);
  }
  if (isText && unit !== undefined) complaints.refuse(place, `does not go with ${deviceClass}`);
  const isNumeric = !isText && [deviceClass, stateClass, unit].some((one) => one !== undefined);
  return { deviceClass, stateClass, unit, isNumeric };
}

/** What may be said only beside something else. */
function checkOptions(
  fields: Fields,
  { deviceClass, stateClass }: Kind,
  where: string,
  complaints: Complaints,
): void {
  const { options, last_reset_value_template: lastReset } = fields;
  if (lastReset !== undefined && stateClass !== 'total') {
    const what = 'goes with state_class total only';
    complaints.refuse(below(where, 'last_reset_value_template'), what);
  }
  if (options === undefined) return;
  const problem =
    options === null || listOf(options).length === 0
      ? 'is empty'
      : deviceClass !== 'enum'
        ? 'goes with device_class enum only'
        : undefined;
  if (problem !== undefined) complaints.refuse(below(where, 'options'), problem);
}
