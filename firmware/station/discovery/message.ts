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

export interface ConfigMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
}

/** Retained, it is the device; an empty one in its place takes it away. */
export function configMessage(
  { settings, id, topics }: Announced,
  prefix: string,
  intervalMs: number,
): ConfigMessage {
  const { sensors, sleep } = settings;
  const expiryS = Math.max(SHORTEST_EXPIRY_S, Math.ceil((MISSED * intervalMs) / 1_000));
  const payload = {
    dev: {
      ids: id,
      name: id,
      mf: 'pubsub-xs',
      mdl: `ESP32 with ${sensors[0]!.model}`,
      sw: VERSION,
    },
    o: { name: 'pubsub-xs', sw: VERSION },
    // The status of a board that sleeps is neither of the two words: there its values' age decides.
    ...(sleep !== true && { avty_t: topics.status }),
    stat_t: topics.reading,
    cmps: {
      temperature: component(id, 'temperature', '°C', expiryS),
      humidity: component(id, 'humidity', '%', expiryS),
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
