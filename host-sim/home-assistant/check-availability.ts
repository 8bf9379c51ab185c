/** Where it is said that an entity is there, and the templates that read such messages. */

import { below, type Complaints, type Fields, isMap, kindOf, listOf } from './complaints';
import { expanded, OF_AVAILABILITY } from './names';
import { type Template, templateOf } from './template';

export interface Availability {
  readonly topic: string;
  /** Undefined for one that is not checked here. */
  readonly template: Template | undefined;
  readonly available: string;
  readonly notAvailable: string;
}

export interface Availabilities {
  readonly availability: readonly Availability[];
  readonly mode: 'all' | 'any' | 'latest';
}

const AS_IT_IS: Template = { path: undefined, decimals: undefined };

/** Undefined with a remark for one that is beyond this checker. */
export function templateIn(
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

export function availabilityOf(
  fields: Fields,
  where: string,
  complaints: Complaints,
): Availabilities {
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
  return { availability, mode: mode as Availabilities['mode'] };
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
