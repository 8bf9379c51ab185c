/**
 * The message by which Home Assistant learns of the station: one for the whole device, as
 * its page on MQTT discovery has it (home-assistant.io, integrations/mqtt), with the
 * abbreviations from there.
 */

import { toBytes } from '../../mqtt/text';
import type { Announced } from '../extras';
import { VERSION } from '../version';

/** A value is given up when so many readings in a row did not come … */
const MISSED = 3;
/** … but not before a lost connection could be found and mended. */
const SHORTEST_EXPIRY_S = 30;

/** All that the message is made of. */
export interface Facts {
  /** First levels of Home Assistant's topics. */
  readonly prefix: string;
  readonly id: string;
  /** Of the sensor. */
  readonly model: string;
  /** Topic of the readings. */
  readonly reading: string;
  /** Topic that says whether the station is there; undefined when none does. */
  readonly status: string | undefined;
  readonly expiryS: number;
}

export interface ConfigMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export function factsOf(
  { settings: { sensors, sleep }, id, topics }: Announced,
  prefix: string,
  intervalMs: number,
): Facts {
  return {
    ...{ prefix, id, model: sensors[0]!.model, reading: topics.reading },
    // The status of a board that sleeps is neither of the two words: there its values' age decides.
    status: sleep === true ? undefined : topics.status,
    expiryS: expiryOf(intervalMs),
  };
}

/** Seconds after which a value that comes so often is given up. */
export function expiryOf(intervalMs: number): number {
  return Math.max(SHORTEST_EXPIRY_S, Math.ceil((MISSED * intervalMs) / 1_000));
}

/** Retained, it is the device; an empty one in its place takes it away. `more` are components by their keys. */
export function configMessage(
  { prefix, id, model, reading, status, expiryS }: Facts,
  more?: object,
): ConfigMessage {
  const payload = {
    dev: { ids: id, name: id, mf: 'pubsub-xs', mdl: `ESP32 with ${model}`, sw: VERSION },
    o: { name: 'pubsub-xs', sw: VERSION },
    ...(status !== undefined && { avty_t: status }),
    stat_t: reading,
    cmps: {
      temperature: component(id, 'temperature', '°C', expiryS),
      humidity: component(id, 'humidity', '%', expiryS),
      ...more,
    },
  };
  return { topic: configTopic(prefix, id), payload: toBytes(JSON.stringify(payload)) };
}

export function configTopic(prefix: string, id: string): string {
  return `${prefix}/device/${id}/config`;
}

/** A value of the reading; `kind` is its key there and its class in Home Assistant. */
function component(id: string, kind: string, unit: string, expiryS: number): object {
  return {
    p: 'sensor',
    uniq_id: `${id}_${kind}`,
    dev_cla: kind,
    stat_cla: 'measurement',
    unit_of_meas: unit,
    val_tpl: `{{ value_json.${kind} }}`,
    sug_dsp_prc: 1,
    exp_aft: expiryS,
  };
}
