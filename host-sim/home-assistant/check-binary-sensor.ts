/** A binary sensor among a device's components: home-assistant.io, integrations/binary_sensor.mqtt. */

import { type EntityBasis, type Platform, withClasses } from './check-entity';
import { BINARY_CLASSES } from './classes';
import { below } from './complaints';
import { BINARY_SENSOR_KEYS } from './names';

interface TwoStates {
  readonly platform: 'binary_sensor';
  /** What the template makes of a message that says so. */
  readonly on: string;
  readonly off: string;
}

export type BinarySensor = EntityBasis & TwoStates;

export const BINARY_SENSOR: Platform<TwoStates> = {
  name: 'binary_sensor',
  keys: BINARY_SENSOR_KEYS,
  plainName: 'MQTT Binary sensor',
  read: (given, where, complaints) => {
    const fields = withClasses(given);
    const on = complaints.text(fields, 'payload_on', where) ?? 'ON';
    const off = complaints.text(fields, 'payload_off', where) ?? 'OFF';
    if (on === off) {
      complaints.add('advice', below(where, 'payload_off'), `is "${off}", as payload_on`);
    }
    complaints.wholeNumber(fields, 'off_delay', where);
    const deviceClass = complaints.oneOf(fields, 'device_class', where, BINARY_CLASSES);
    return { platform: 'binary_sensor', deviceClass, on, off };
  },
};
