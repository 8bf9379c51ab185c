/**
 * A device's discovery message, checked by the rules that Home Assistant has published:
 * home-assistant.io, integrations/mqtt, and the schemas of its own sources. It is not Home
 * Assistant: of components it knows sensors and binary sensors, of templates what template.ts says.
 */

import { type Complaint, Complaints, type Fields, isMap, kindOf, listOf } from './complaints';
import { BINARY_SENSOR, type BinarySensor } from './check-binary-sensor';
import { entityOf } from './check-entity';
import { SENSOR, type Sensor } from './check-sensor';
import {
  ABBREVIATIONS,
  DEVICE_KEYS,
  expanded,
  OF_DEVICE,
  OF_ORIGIN,
  ORIGIN_KEYS,
  PLATFORMS,
  ROOT_ABBREVIATIONS,
  ROOT_KEYS,
  SHARED_KEYS,
} from './names';

export interface Device {
  readonly identifiers: readonly string[];
  readonly name: string;
  /** Maker, model and version, as far as they are told. */
  readonly manufacturer: string | undefined;
  readonly model: string | undefined;
  readonly version: string | undefined;
  /** Who has told of it. */
  readonly origin: string;
}

/** One of the kinds that are known here. */
export type Entity = Sensor | BinarySensor;

export interface Verdict {
  /** Undefined when Home Assistant makes nothing of the message, or takes the device away. */
  readonly device: Device | undefined;
  readonly entities: readonly Entity[];
  /** The payload is empty: what was there is taken away. */
  readonly isRemoval: boolean;
  readonly complaints: readonly Complaint[];
}

const OBJECT_ID = /^[a-zA-Z0-9_-]+$/;

/** Undefined for a topic that is none of discovery. */
export function checkDiscovery(
  topic: string,
  payload: string,
  prefix = 'homeassistant',
): Verdict | undefined {
  if (!topic.startsWith(`${prefix}/`) || !topic.endsWith('/config')) return undefined;
  const complaints = new Complaints();
  const levels = topic.slice(prefix.length + 1).split('/');
  if (!checkTopic(levels, complaints)) return verdict(complaints);
  if (payload === '') return { ...verdict(complaints), isRemoval: true };
  const root = parsed(payload, complaints);
  return root ? checkRoot(root, complaints) : verdict(complaints);
}

function verdict(complaints: Complaints): Verdict {
  return { device: undefined, entities: [], isRemoval: false, complaints: complaints.all };
}

/** Whether it is a device's. */
function checkTopic(levels: readonly string[], complaints: Complaints): boolean {
  const [component, ...ids] = levels.slice(0, -1);
  if (component !== 'device') {
    if (PLATFORMS.includes(component!)) {
      complaints.add('not checked', '', `a message for a single ${component!}`);
    } else complaints.refuse('', `the topic's "${component!}" is no component; write device`);
    return false;
  }
  if (ids.length < 1 || ids.length > 2) {
    complaints.refuse('', 'the topic must be PREFIX/device/OBJECT_ID/config');
    return false;
  }
  const wrong = ids.find((id) => !OBJECT_ID.test(id));
  if (wrong === undefined) return true;
  complaints.refuse('', `the topic's "${wrong}" may have letters, digits, _ and - only`);
  return false;
}

function parsed(payload: string, complaints: Complaints): Fields | undefined {
  let root: unknown;
  try {
    root = JSON.parse(payload);
  } catch {
    complaints.refuse('', 'the payload is not JSON');
    return undefined;
  }
  if (!isMap(root)) {
    complaints.refuse('', `the payload is ${kindOf(root)}, not a map`);
    return undefined;
  }
  if (root['migrate_discovery'] !== undefined) {
    complaints.add('not checked', 'migrate_discovery', 'a move between kinds of messages');
    return undefined;
  }
  return expanded(root, ABBREVIATIONS, twice('', complaints));
}

function twice(where: string, complaints: Complaints): (name: string) => void {
  return (name) => {
    complaints.add('ignored', where, `${name} is there twice, in full and abbreviated`);
  };
}

function checkRoot(root: Fields, complaints: Complaints): Verdict {
  complaints.keys(root, ROOT_KEYS, '', 'refused', ROOT_ABBREVIATIONS);
  const device = deviceOf(root['device'], complaints);
  const origin = originOf(root['origin'], complaints);
  const components = root['components'];
  if (!isMap(components)) {
    const what = components === undefined ? 'is missing' : `is ${kindOf(components)}, not a map`;
    complaints.refuse('components', what);
  }
  const entries = isMap(components) ? Object.entries(components) : [];
  const readable = entries.map(([key, fields]) => [key, componentOf(key, fields, complaints)]);
  // One component without a platform is enough: all of the message is refused.
  if (complaints.refused() || !device || origin === undefined) return verdict(complaints);
  const made = (readable as [string, Fields][]).flatMap(
    ([key, fields]) => entityWith(key, fields, root, complaints) ?? [],
  );
  const entities = withoutTwins(made, complaints);
  return {
    ...{ device: { ...device, origin }, entities, isRemoval: false },
    complaints: complaints.all,
  };
}

/** A component with its full names and a platform. */
function componentOf(key: string, given: unknown, complaints: Complaints): Fields {
  const where = `components.${key}`;
  if (!isMap(given)) {
    complaints.refuse(where, `is ${kindOf(given)}, not a map`);
    return {};
  }
  const fields = expanded(given, ABBREVIATIONS, twice(where, complaints));
  if (fields['platform'] === undefined) complaints.refuse(`${where}.platform`, 'is missing');
  else complaints.oneOf(fields, 'platform', where, PLATFORMS);
  return fields;
}

/** Undefined for what is of no known kind, or none that can be. */
function entityWith(
  key: string,
  { platform, ...own }: Fields,
  root: Fields,
  complaints: Complaints,
): Entity | undefined {
  const shared = Object.entries(root).filter(([name]) => SHARED_KEYS.includes(name));
  const fields = { ...Object.fromEntries(shared), ...own };
  const isGone = Object.keys(own).length === 0; // it is taken away
  if (platform === 'sensor') return isGone ? undefined : entityOf(SENSOR, key, fields, complaints);
  if (platform === 'binary_sensor') {
    return isGone ? undefined : entityOf(BINARY_SENSOR, key, fields, complaints);
  }
  complaints.add('not checked', `components.${key}`, `what a ${String(platform)} needs`);
  return undefined;
}

/** Home Assistant takes the first; each kind has its own. */
function withoutTwins(entities: readonly Entity[], complaints: Complaints): readonly Entity[] {
  return entities.filter((entity, i) => {
    const first = entities.findIndex((one) => isTwin(one, entity));
    if (first === i) return true;
    const { key, uniqueId } = entity;
    const what = `is "${uniqueId}", as that of ${entities[first]!.key} before it`;
    complaints.refuse(`components.${key}.unique_id`, what);
    return false;
  });
}

export function isTwin(one: TwinKeys, other: TwinKeys): boolean {
  return one.platform === other.platform && one.uniqueId === other.uniqueId;
}

type TwinKeys = Pick<Entity, 'platform' | 'uniqueId'>;

function deviceOf(given: unknown, complaints: Complaints): Omit<Device, 'origin'> | undefined {
  const where = 'device';
  if (!isMap(given)) {
    complaints.refuse(where, given === undefined ? 'is missing' : `is ${kindOf(given)}, not a map`);
    return undefined;
  }
  const fields = expanded(given, OF_DEVICE, twice(where, complaints));
  complaints.keys(fields, DEVICE_KEYS, where, 'refused');
  const { identifiers, connections, ...texts } = fields;
  const ids = listOf(identifiers);
  if (ids.some((id) => isMap(id) || Array.isArray(id) || id === null)) {
    complaints.refuse('device.identifiers', 'must be a text, or a list of texts');
  }
  const pairs = listOf(connections);
  if (pairs.some((pair) => !Array.isArray(pair) || pair.length !== 2)) {
    complaints.refuse('device.connections', 'must be a list of pairs, like ["mac", "24:6f:…"]');
  }
  if (ids.length + pairs.length === 0) {
    complaints.refuse(where, 'needs identifiers or connections');
  }
  for (const key of Object.keys(texts)) complaints.text(fields, key, where);
  urlIn(fields, 'configuration_url', where, complaints);
  return {
    identifiers: ids.map(String),
    name: complaints.text(fields, 'name', where) ?? 'MQTT device',
    manufacturer: complaints.text(fields, 'manufacturer', where),
    model: complaints.text(fields, 'model', where),
    version: complaints.text(fields, 'sw_version', where),
  };
}

/** Its name. */
function originOf(given: unknown, complaints: Complaints): string | undefined {
  const where = 'origin';
  if (!isMap(given)) {
    complaints.refuse(where, given === undefined ? 'is missing' : `is ${kindOf(given)}, not a map`);
    return undefined;
  }
  const fields = expanded(given, OF_ORIGIN, twice(where, complaints));
  complaints.keys(fields, ORIGIN_KEYS, where, 'refused');
  complaints.text(fields, 'sw_version', where);
  urlIn(fields, 'support_url', where, complaints);
  const name = complaints.text(fields, 'name', where);
  if (fields['name'] === undefined) complaints.refuse('origin.name', 'is missing');
  return name;
}

function urlIn(fields: Fields, key: string, where: string, complaints: Complaints): void {
  const url = complaints.text(fields, key, where);
  if (url === undefined || /^(https?|homeassistant):\/\/\S+$/.test(url)) return;
  complaints.refuse(`${where}.${key}`, `is "${url}", not a URL`);
}
