/** A sensor among a device's components. */

import { CLASSES, NOT_NUMERIC, STATE_CLASSES, UNITS } from './classes';
import { below, type Complaints, type Fields, isMap, kindOf, listOf } from './complaints';
import { expanded, OF_AVAILABILITY, SENSOR_KEYS } from './names';
import { pythonInt } from './python-numbers';
import { type Template, templateOf } from './template';

export interface Availability {
  readonly topic: string;
  /** Undefined for one that is not checked here. */
  readonly template: Template | undefined;
  readonly available: string;
  readonly notAvailable: string;
}

export interface Sensor {
  /** In the map of components. */
  readonly key: string;
  readonly uniqueId: string;
  /** Undefined for one that is called like its device. */
  readonly name: string | undefined;
  /** The id that it asks for; undefined for one that is made of the names. */
  readonly entityId: string | undefined;
  readonly deviceClass: string | undefined;
  readonly stateClass: string | undefined;
  readonly unit: string | undefined;
  readonly isNumeric: boolean;
  readonly stateTopic: string;
  /** Undefined for one that is not checked here. */
  readonly template: Template | undefined;
  /** Seconds; 0 for never. */
  readonly expireAfterS: number;
  readonly decimals: number | undefined;
  readonly availability: readonly Availability[];
  readonly mode: 'all' | 'any' | 'latest';
}

const AS_IT_IS: Template = { path: undefined, decimals: undefined };

/** `fields` have their full names, and what they share with the others; undefined when it is refused. */
export function sensorOf(key: string, fields: Fields, complaints: Complaints): Sensor | undefined {
  const where = below('components', key);
  complaints.keys(fields, [...SENSOR_KEYS, '~', 'object_id'], where, 'ignored');
  if ('object_id' in fields) {
    const what = 'has been ignored since 2026.4; write default_entity_id';
    complaints.add('ignored', below(where, 'object_id'), what);
  }
  const withBase = replaceBase(fields);
  const uniqueId = complaints.text(withBase, 'unique_id', where);
  if (withBase['unique_id'] === undefined) {
    complaints.refuse(below(where, 'unique_id'), 'is missing');
  }
  const stateTopic = complaints.topic(withBase, 'state_topic', where);
  if (withBase['state_topic'] === undefined) {
    complaints.refuse(below(where, 'state_topic'), 'is missing, here and at the root');
  }
  const sensor = {
    ...{ key, ...kindOfValue(withBase, where, complaints) },
    template: templateIn(withBase, 'value_template', where, complaints),
    expireAfterS: complaints.wholeNumber(withBase, 'expire_after', where) ?? 0,
    decimals: complaints.wholeNumber(withBase, 'suggested_display_precision', where),
    ...availabilityOf(withBase, where, complaints),
  };
  const name =
    withBase['name'] === null
      ? undefined
      : (complaints.text(withBase, 'name', where) ?? nameOf(sensor.deviceClass));
  const entityId = entityIdIn(withBase, where, complaints);
  checkOptions(withBase, sensor, where, complaints);
  checkRest(withBase, where, complaints);
  if (complaints.refused(where) || uniqueId === undefined || stateTopic === undefined) {
    return undefined;
  }
  return { ...sensor, uniqueId, stateTopic, name, entityId };
}

/** `~` stands for the base, at the beginning or the end of what is called a topic; in the list `availability`, too. */
function replaceBase({ '~': base, ...fields }: Fields): Fields {
  if (typeof base !== 'string') return fields;
  const replaced = withBaseIn(fields, base);
  const { availability } = replaced;
  if (availability === undefined) return replaced;
  const entries = listOf(availability).map((entry) =>
    isMap(entry)
      ? withBaseIn(
          expanded(entry, OF_AVAILABILITY, () => {}),
          base,
        )
      : entry,
  );
  return { ...replaced, availability: entries };
}

function withBaseIn(fields: Fields, base: string): Fields {
  const replaced = Object.entries(fields).map(([key, value]) => {
    if (typeof value !== 'string' || !key.endsWith('topic')) return [key, value];
    const begun = value.startsWith('~') ? `${base}${value.slice(1)}` : value;
    return [key, begun.endsWith('~') ? `${begun.slice(0, -1)}${base}` : begun];
  });
  return Object.fromEntries(replaced) as Fields;
}

/** Home Assistant names an entity after its class. */
function nameOf(deviceClass: string | undefined): string {
  if (deviceClass === undefined) return 'MQTT Sensor';
  const words = deviceClass.replaceAll('_', ' ');
  return `${words[0]!.toUpperCase()}${words.slice(1)}`;
}

/** These three may be null, which says as much as leaving them out. */
const NULLABLE: readonly string[] = ['device_class', 'state_class', 'unit_of_measurement'];

/** Capitals make no difference in them. */
function isClass(key: string, value: unknown): value is string {
  return key.endsWith('_class') && typeof value === 'string';
}

type Kind = Pick<Sensor, 'deviceClass' | 'stateClass' | 'unit' | 'isNumeric'>;

function kindOfValue(given: Fields, where: string, complaints: Complaints): Kind {
  const fields = Object.fromEntries(
    Object.entries(given)
      .filter(([key, value]) => value !== null || !NULLABLE.includes(key))
      .map(([key, value]) => [key, isClass(key, value) ? value.toLowerCase() : value]),
  );
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

/** Undefined with a remark for one that is beyond this checker. */
function templateIn(
  fields: Fields,
  key: string,
  where: string,
  complaints: Complaints,
): Template | undefined {
  const text = complaints.text(fields, key, where);
  if (text === undefined) return AS_IT_IS;
  const template = templateOf(text);
  if (!template) {
    complaints.add('not checked', below(where, key), `what ${text} makes of a message`);
  }
  return template;
}

const MODES = ['all', 'any', 'latest'] as const;

function availabilityOf(
  fields: Fields,
  where: string,
  complaints: Complaints,
): Pick<Sensor, 'availability' | 'mode'> {
  const mode = complaints.oneOf(fields, 'availability_mode', where, MODES) ?? 'latest';
  const { availability: list, availability_topic: topic } = fields;
  if (list !== undefined && topic !== undefined) {
    complaints.refuse(below(where, 'availability'), 'and availability_topic exclude each other');
  }
  const entries = topic === undefined ? listOf(list) : [asEntry(fields)];
  const availability = entries.flatMap((entry, i) => {
    const isSingle = topic !== undefined;
    const place = isSingle ? where : below(where, `availability[${i}]`);
    if (!isMap(entry)) {
      complaints.refuse(place, `is ${kindOf(entry)}, not a map`);
      return [];
    }
    const full = isSingle ? entry : listed(entry, place, complaints);
    return entryOf(full, place, isSingle, complaints) ?? [];
  });
  return { availability, mode: mode as Sensor['mode'] };
}

/** An entry of the list with its full names. */
function listed(entry: Fields, where: string, complaints: Complaints): Fields {
  const full = expanded(entry, OF_AVAILABILITY, () => {});
  complaints.keys(full, Object.values(OF_AVAILABILITY), where, 'refused');
  return full;
}

/** The single topic as an entry of the list. */
function asEntry(fields: Fields): Fields {
  return { ...fields, topic: fields['availability_topic'] };
}

function entryOf(
  entry: Fields,
  where: string,
  isSingle: boolean,
  complaints: Complaints,
): Availability | undefined {
  if (entry['topic'] === undefined) complaints.refuse(below(where, 'topic'), 'is missing');
  const topic = complaints.topic(entry, isSingle ? 'availability_topic' : 'topic', where);
  if (topic === undefined) return undefined;
  return {
    topic,
    template: templateIn(
      entry,
      isSingle ? 'availability_template' : 'value_template',
      where,
      complaints,
    ),
    available: complaints.text(entry, 'payload_available', where) ?? 'online',
    notAvailable: complaints.text(entry, 'payload_not_available', where) ?? 'offline',
  };
}

function entityIdIn(fields: Fields, where: string, complaints: Complaints): string | undefined {
  const id = complaints.text(fields, 'default_entity_id', where);
  if (id === undefined || /^sensor\.[a-z0-9_]+$/.test(id)) return id;
  complaints.refuse(below(where, 'default_entity_id'), `is "${id}"; write it like sensor.attic`);
  return undefined;
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

/** What changes nothing of what is shown here. */
function checkRest(fields: Fields, where: string, complaints: Complaints): void {
  complaints.topic(fields, 'json_attributes_topic', where);
  if (fields['entity_category'] === 'config') {
    const what = 'is config; a sensor, which sets nothing, can be diagnostic only';
    complaints.refuse(below(where, 'entity_category'), what);
  } else complaints.oneOf(fields, 'entity_category', where, ['diagnostic']);
  const { qos } = fields;
  if (qos !== undefined && ![0, 1, 2].includes(pythonInt(qos) ?? -1)) {
    complaints.refuse(below(where, 'qos'), 'must be 0, 1 or 2');
  }
  for (const key of ['force_update', 'enabled_by_default']) complaints.flag(fields, key, where);
  const icon = complaints.text(fields, 'icon', where);
  if (icon !== undefined && !icon.includes(':')) {
    complaints.refuse(below(where, 'icon'), `is "${icon}"; write it like mdi:thermometer`);
  }
  const encoding = complaints.text(fields, 'encoding', where);
  if (encoding !== undefined && !isEncoding(encoding)) {
    complaints.refuse(
      below(where, 'encoding'),
      `is "${encoding}", no encoding of text; like utf-8`,
    );
  }
}

/** By Python's names, of which it knows more than JavaScript; empty for payloads as they come. */
function isEncoding(name: string): boolean {
  if (name === '' || /^(utf|cp|iso|latin|mac|koi8|euc|big5|gb)[-_]?\w+$/i.test(name)) return true;
  try {
    return new TextDecoder(name.replaceAll('_', '-')).encoding !== '';
  } catch {
    return false;
  }
}
