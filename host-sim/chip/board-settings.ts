/** The settings that go into a board, from the environment to `mc/config`. */

import { nearest } from '../../firmware/station/did-you-mean';
import type { Variables } from './env-file';

/** What each variable is called in the firmware's configuration (moddable/common/configured-settings). */
export const VARIABLES: Readonly<Record<string, string>> = {
  WIFI_SSID: 'ssid',
  WIFI_PASSWORD: 'wifipassword',
  MQTT_HOST: 'host',
  MQTT_PORT: 'port',
  MQTT_USER: 'user',
  MQTT_PASSWORD: 'password',
  MQTT_BASE: 'base',
  MQTT_TOPIC: 'topic',
  DEVICE_ID: 'id',
  SENSOR_MODEL: 'model',
  SENSOR_PIN: 'pin',
  INTERVAL_MS: 'every',
  KEEP_ALIVE_S: 'keepalive',
  MQTT_QOS: 'qos',
  SLEEP: 'sleep',
  WAKE_BUDGET_MS: 'wakebudget',
};

export const SECRETS: readonly string[] = ['WIFI_PASSWORD', 'MQTT_PASSWORD'];

/** Settings by the firmware's names; later sources win, and empty values are none. */
export function boardSettings(...sources: readonly Variables[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [variable, name] of Object.entries(VARIABLES)) {
    let value: string | undefined;
    for (const source of sources) value = source[variable] ?? value;
    if (value !== undefined && value !== '') settings[name] = value;
  }
  return settings;
}

/** Names in a file that mean nothing, each with what was probably meant. */
export function unknownVariables(variables: Variables): string[] {
  const known = Object.keys(VARIABLES);
  return Object.keys(variables)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const guess = nearest(name, known);
      return guess === undefined
        ? `${name} is no setting`
        : `${name} is no setting; did you mean ${guess}?`;
    });
}

/**
 * All settings as one word for mcconfig: hexadecimal digits of JSON in UTF-8. A
 * value of its own would go through a makefile, where `$`, `#` and quotation
 * marks have meanings.
 */
export function encodeSettings(settings: Readonly<Record<string, string>>): string {
  return `settings=${Buffer.from(JSON.stringify(settings), 'utf8').toString('hex')}`;
}

/** The same settings as checkSettings takes them; the sensor's pin is the board's unless given. */
export function asStationSettings(
  settings: Readonly<Record<string, string>>,
  dhtPin: number,
): unknown {
  const number = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : Number(text);
  const { id, base, topic, keepalive, ssid, wifipassword, host, port, user, password } = settings;
  const { model = 'DHT22', pin, every, qos, sleep, wakebudget } = settings;
  return {
    id,
    base,
    topic,
    keepAliveS: number(keepalive),
    qos: number(qos),
    sleep: flag(sleep),
    wakeBudgetMs: number(wakebudget),
    wifi: { ssid, password: wifipassword },
    broker: { host, port: number(port), user, password },
    sensors: [{ model, pin: number(pin) ?? dhtPin, intervalMs: number(every) }],
  };
}

/** `1` and `true`, `0` and `false`; anything else is passed on to be refused. */
function flag(text: string | undefined): unknown {
  if (text === '1' || text === 'true') return true;
  return text === '0' || text === 'false' ? false : text;
}

/** The variable whose value a field of the station's settings came from, for messages. */
export function variableOf(field: string): string {
  return FIELDS[field] ?? field;
}

const FIELDS: Readonly<Record<string, string>> = {
  id: 'DEVICE_ID',
  base: 'MQTT_BASE',
  topic: 'MQTT_TOPIC',
  keepAliveS: 'KEEP_ALIVE_S',
  qos: 'MQTT_QOS',
  sleep: 'SLEEP',
  wakeBudgetMs: 'WAKE_BUDGET_MS',
  'wifi.ssid': 'WIFI_SSID',
  'wifi.password': 'WIFI_PASSWORD',
  'broker.host': 'MQTT_HOST',
  'broker.port': 'MQTT_PORT',
  'broker.user': 'MQTT_USER',
  'broker.password': 'MQTT_PASSWORD',
  'sensors[0].model': 'SENSOR_MODEL',
  'sensors[0].pin': 'SENSOR_PIN',
  'sensors[0].intervalMs': 'INTERVAL_MS',
};
