/** What all kinds of entities among a device's components have in common. */

import { type Availabilities, availabilityOf, templateIn } from './check-availability';
import { below, type Complaints, type Fields, isMap, listOf } from './complaints';
import { expanded, OF_AVAILABILITY } from './names';
import { pythonInt } from './python-numbers';
import type { Template } from './template';

export interface EntityBasis extends Availabilities {
  /** In the map of components. */
  readonly key: string;
  readonly uniqueId: string;
  /** Undefined for one that is called like its device. */
  readonly name: string | undefined;
  /** The id that it asks for; undefined for one that is made of the names. */
  readonly entityId: string | undefined;
  readonly deviceClass: string | undefined;
  readonly stateTopic: string;
  /** Undefined for one that is not checked here. */
  readonly template: Template | undefined;
  /** Seconds; 0 for never. */
  readonly expireAfterS: number;
}

/** A kind of entities that only say something. */
export interface Platform<T> {
  readonly name: string;
  readonly keys: readonly string[];
  /** What Home Assistant calls one without a name and a class. */
  readonly plainName: string;
  /** What it has beside the basis. */
  readonly read: (
    fields: Fields,
    where: string,
    complaints: Complaints,
  ) => T & Pick<EntityBasis, 'deviceClass'>;
}

/** `given` have their full names, and what they share with the others; undefined when it is refused. */
export function entityOf<T>(
  platform: Platform<T>,
  key: string,
  given: Fields,
  complaints: Complaints,
): (T & EntityBasis) | undefined {
  const where = below('components', key);
  complaints.keys(given, [...platform.keys, '~', 'object_id'], where, 'ignored');
  if ('object_id' in given) {
    const what = 'has been ignored since 2026.4; write default_entity_id';
    complaints.add('ignored', below(where, 'object_id'), what);
  }
  const fields = replaceBase(given);
  const uniqueId = complaints.text(fields, 'unique_id', where);
  if (fields['unique_id'] === undefined) {
    complaints.refuse(below(where, 'unique_id'), 'is missing');
  }
  const stateTopic = complaints.topic(fields, 'state_topic', where);
  if (fields['state_topic'] === undefined) {
    complaints.refuse(below(where, 'state_topic'), 'is missing, here and at the root');
  }
  const own = platform.read(fields, where, complaints);
  const entity = {
    ...{ ...own, key },
    template: templateIn(fields, 'value_template', where, complaints),
    expireAfterS: complaints.wholeNumber(fields, 'expire_after', where) ?? 0,
    ...availabilityOf(fields, where, complaints),
    name: nameIn(fields, own.deviceClass ?? platform.plainName, where, complaints),
    entityId: entityIdIn(fields, platform.name, where, complaints),
  };
  checkRest(fields, where, complaints);
  if (complaints.refused(where) || uniqueId === undefined || stateTopic === undefined) {
    return undefined;
  }
  return { ...entity, uniqueId, stateTopic };
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
function nameIn(
  fields: Fields,
  kind: string,
  where: string,
  complaints: Complaints,
): string | undefined {
  if (fields['name'] === null) return undefined;
  const words = kind.replaceAll('_', ' ');
  return complaints.text(fields, 'name', where) ?? `${words[0]!.toUpperCase()}${words.slice(1)}`;
}

function entityIdIn(
  fields: Fields,
  platform: string,
  where: string,
  complaints: Complaints,
): string | undefined {
  const id = complaints.text(fields, 'default_entity_id', where);
  if (id === undefined || new RegExp(`^${platform}\\.[a-z0-9_]+$`).test(id)) return id;
  const what = `is "${id}"; write it like ${platform}.attic`;
  complaints.refuse(below(where, 'default_entity_id'), what);
  return undefined;
}

/** What changes nothing of what is shown here. */
function checkRest(fields: Fields, where: string, complaints: Complaints): void {
  complaints.topic(fields, 'json_attributes_topic', where);
  if (fields['entity_category'] === 'config') {
    const what = 'is config; what sets nothing can be diagnostic only';
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

/** These may be null, which says as much as leaving them out. */
const NULLABLE: readonly string[] = ['device_class', 'state_class', 'unit_of_measurement'];

/** Capitals make no difference in classes. */
export function withClasses(given: Fields): Fields {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([key, value]) => value !== null || !NULLABLE.includes(key))
      .map(([key, value]) => [key, isClass(key, value) ? value.toLowerCase() : value]),
  );
}

function isClass(key: string, value: unknown): value is string {
  return key.endsWith('_class') && typeof value === 'string';
}
