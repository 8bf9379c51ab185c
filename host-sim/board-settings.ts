/** What the station of a simulated board is set to, by the options of a run. */

import type { CheckedSettings } from '../firmware/station/settings';
import { INSTRUMENTS } from './board/home';
import type { OutsideBroker } from './broker-url';
import type { Desk } from './desk';
import type { Options } from './options';
import { UsageError } from './usage-error';

/** Of the network that is there. */
export const SSID = 'sim-net';

export interface BoardData {
  readonly title: string;
  readonly pins: { readonly dht: number };
  /** On which a sensor can hang; any when it is not said. */
  readonly sensorPins?: readonly number[];
}

/** For the firmware to check. */
export function settingsOf(
  options: Options,
  board: BoardData,
  { host, port, user, password }: OutsideBroker,
  { tls, login, derivesPassword, payloadKey }: Desk,
): unknown {
  const { id, base, topic, qos, sleep, intervalMs, sensor } = options;
  const { discovery, birthTopic, homeCare } = options;
  return {
    id,
    base,
    qos,
    topic,
    sleep,
    wifi: { ssid: SSID },
    broker: { host, port, user, password, ...login, derivesPassword, tls },
    payloadKey,
    ...(discovery !== undefined && { discovery: { prefix: discovery, birthTopic } }),
    sensorPins: board.sensorPins,
    sensors: [{ model: sensor, pin: board.pins.dht, intervalMs }],
    ...(homeCare && { instruments: INSTRUMENTS }),
  };
}

/** The option that sets a field, where they are not called alike. */
const OPTION_OF: Readonly<Record<string, string>> = {
  'broker.host': 'broker',
  'broker.port': 'broker',
  'broker.user': 'broker',
  'broker.password': 'broker',
  'sensors[0].intervalMs': 'every',
  'discovery.prefix': 'discovery',
  'discovery.birthTopic': 'birth-topic',
};

/** What the firmware refuses, by the option that has set it. */
export function usageError({ problems }: CheckedSettings & { ok: false }): UsageError {
  const { field, message } = problems[0]!;
  return new UsageError(`--${OPTION_OF[field] ?? field} ${message}`);
}
