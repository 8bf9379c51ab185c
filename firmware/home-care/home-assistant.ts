/**
 * What Home Assistant is told of a home-care board beside its readings. Each instrument
 * has a topic of its own, so its components say where their values come.
 */

import { AwakeAnnouncer } from '../station/discovery/awake';
import { homeAssistant } from '../station/discovery/home-assistant';
import { expiryOf } from '../station/discovery/message';
import type { Announced, DiscoveryModule } from '../station/extras';
import { topicOf } from './instruments';

type Components = Record<string, object>;

/** An instrument of a station. */
interface Place {
  /** The station's. */
  readonly id: string;
  /** The instrument's. */
  readonly name: string;
  readonly topic: string;
  readonly expiryS: number;
}

/** Discovery of a build with instruments; a board that has some never sleeps. */
export const homeCareAssistant: DiscoveryModule = Object.freeze(
  {
    ...homeAssistant,
    awake: (station) => new AwakeAnnouncer(station, componentsOf),
  } satisfies DiscoveryModule,
  true,
);

/** By their keys. */
export function componentsOf({ settings: { base, instruments = [] }, id }: Announced): Components {
  const all: Components = {};
  for (const { kind, name, intervalMs } of instruments) {
    const place = { id, name, topic: topicOf(base, id, name), expiryS: expiryOf(intervalMs) };
    if (kind === 'contact') addContact(all, place);
    else if (kind === 'blood-pressure') addBloodPressure(all, place);
  }
  return all;
}

/** Of JSON's true a template makes the text that Python has for it; the payloads become texts the same way. */
function addContact(all: Components, place: Place): void {
  all[`${place.name}_open`] = {
    p: 'binary_sensor',
    ...valueIn(place, 'open'),
    name: place.name,
    dev_cla: 'door',
    pl_on: true,
    pl_off: false,
  };
}

/** Home Assistant's class `pressure` is for air and pumps, and none is for people: units say enough. */
function addBloodPressure(all: Components, place: Place): void {
  for (const field of ['systolic', 'diastolic', 'pulse']) {
    all[`${place.name}_${field}`] = {
      p: 'sensor',
      ...valueIn(place, field),
      name: `${place.name} ${field}`,
      ic: 'mdi:heart-pulse',
      stat_cla: 'measurement',
      unit_of_meas: field === 'pulse' ? 'bpm' : 'mmHg',
      sug_dsp_prc: 0,
    };
  }
}

function valueIn({ id, name, topic, expiryS }: Place, field: string): object {
  return {
    uniq_id: `${id}_${name}_${field}`,
    stat_t: topic,
    val_tpl: `{{ value_json.${field} }}`,
    exp_aft: expiryS,
  };
}
