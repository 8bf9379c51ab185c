/** The settings that go into a board, from the environment to `mc/config`. */

import { nearest } from '../../firmware/station/did-you-mean';
import { settingsOf } from '../../firmware/station/flat-settings';
import {
  certificateSetting,
  fileProblem,
  keySetting,
  ownCertificateSetting,
  pairProblem,
  shownPath,
} from '../pem';
import { commandFor } from '../invocation';
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
  MQTT_DERIVE_PASSWORD: 'derive',
  MQTT_CA: 'tlsca',
  MQTT_CERT: 'tlscert',
  MQTT_KEY: 'tlskey',
  MQTT_ALPN: 'tlsalpn',
  MQTT_TLS_INSECURE: 'tlsinsecure',
  PAYLOAD_KEY: 'payloadkey',
  DISCOVERY_PREFIX: 'discovery',
  DISCOVERY_BIRTH_TOPIC: 'birthtopic',
};

export const SECRETS: readonly string[] = [
  ...['WIFI_PASSWORD', 'MQTT_PASSWORD', 'MQTT_KEY', 'PAYLOAD_KEY'],
];

/** What protects: an empty variable of the environment must not take it away unnoticed. */
const PROTECTION: readonly string[] = [
  ...['MQTT_CA', 'MQTT_CERT', 'MQTT_KEY', 'MQTT_DERIVE_PASSWORD', 'PAYLOAD_KEY'],
];

/** Variables that name files in PEM, whose content is the setting. */
const FILES: Readonly<Record<string, (pem: string) => string>> = {
  MQTT_CA: certificateSetting,
  MQTT_CERT: ownCertificateSetting,
  MQTT_KEY: keySetting,
};

/** The content of the files that are named, read by `read`. Throws an error that names the variable. */
export function withFiles(variables: Variables, read: (path: string) => string): Variables {
  const all: Record<string, string> = { ...variables };
  for (const [variable, convert] of Object.entries(FILES)) {
    const path = variables[variable];
    if (path === undefined || path === '') continue;
    try {
      all[variable] = convert(read(path));
    } catch (error) {
      throw new Error(`${variable}${shownPath(path)}: ${fileProblem(error)}`, { cause: error });
    }
  }
  const { MQTT_CERT: certificate, MQTT_KEY: key } = all;
  const problem = certificate && key ? pairProblem(certificate, key) : undefined;
  if (problem !== undefined) throw new Error(`MQTT_CERT and MQTT_KEY: ${problem}`);
  return all;
}

/** Settings by the firmware's names; later sources win, and empty values are none. */
export function boardSettings(...sources: readonly Variables[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [variable, name] of Object.entries(VARIABLES)) {
    let value: string | undefined;
    for (const source of sources) {
      const given = source[variable];
      const isTakenAway = given === '' && PROTECTION.includes(variable);
      if (given !== undefined && !isTakenAway) value = given;
    }
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
  return settingsOf({ model: 'DHT22', ...settings }, dhtPin);
}

/** The variable of a setting of the firmware's. */
export const VARIABLE_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(VARIABLES).map(([variable, name]) => [name, variable]),
);

/** What is wrong with a field of the station's settings, in the words of `.env.local`. */
export function problemText(field: string, message: string): string {
  const text = `${VARIABLE_OF[field] ?? variableOf(field)} ${message.replace(FIELD, variableOf)}`;
  return field === 'payloadKey' ? `${text}; ${commandFor('payload')} genkey makes one` : text;
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
  'broker.derivesPassword': 'MQTT_DERIVE_PASSWORD',
  'broker.tls': 'TLS (MQTT_CA)',
  'broker.tls.ca': 'MQTT_CA',
  'broker.tls.certificate': 'MQTT_CERT',
  'broker.tls.key': 'MQTT_KEY',
  'broker.tls.alpn': 'MQTT_ALPN',
  'broker.tls.insecure': 'MQTT_TLS_INSECURE',
  payloadKey: 'PAYLOAD_KEY',
  discovery: 'DISCOVERY_PREFIX',
  'discovery.prefix': 'DISCOVERY_PREFIX',
  'discovery.birthTopic': 'DISCOVERY_BIRTH_TOPIC',
  'sensors[0].model': 'SENSOR_MODEL',
  'sensors[0].pin': 'SENSOR_PIN',
  'sensors[0].intervalMs': 'INTERVAL_MS',
};

/** A field that a message speaks of; those that are words of every day may mean themselves. */
const FIELD = new RegExp(
  `(?<![\\w."/])(?:${Object.keys(FIELDS)
    .filter((field) => /[.A-Z]/.test(field))
    .sort((one, other) => other.length - one.length)
    .map((field) => field.replaceAll(/[.[\]]/g, '\\$&'))
    .join('|')})(?![\\w."/])`,
  'g',
);
