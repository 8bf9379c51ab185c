/**
 * The station's settings: their defaults, and what is wrong with others. All
 * problems are found at once, and each names its field.
 */

import { inspect, TEXT_WILDCARD, toBytes } from '../mqtt/text';
import { DHT_MODELS, modelOf, type NegativeForm } from '../sensors/dht/models';
import type { Instruments, InstrumentSettings } from './instrument';
import { Checker, hasControl, kindOf, type Problem } from './checker';
import {
  checkDiscovery,
  DEFAULT_BIRTH_TOPIC,
  DEFAULT_PREFIX,
  type DiscoverySettings,
} from './discovery-settings';
import { keysProblem } from './sealing';
import { checkPins, pinOf, pinsOf } from './sensor-pins';
import { type TlsSettings, tlsOf } from './tls-settings';
import { topicsOf } from './topics';

export interface WiFiSettings {
  readonly ssid: string;
  /** 8 to 63 bytes, or the key as 64 hexadecimal digits; absent for an open network. */
  readonly password?: string;
}

export interface BrokerSettings {
  /** A name or an IPv4 address. */
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  /** The password is a secret that is not sent: one is made of it for each connection. */
  readonly derivesPassword?: boolean;
  /** Plain TCP when it is not said: there is no way from the one to the other but this. */
  readonly tls?: TlsSettings;
}

export interface SensorSettings {
  /** A name from the table of DHT models. */
  readonly model: string;
  /** GPIO of the data line. */
  readonly pin: number;
  /** From one sample to the next. */
  readonly intervalMs: number;
  /** For a DHT11: how this part sends temperatures below zero; `sign` unless said otherwise. */
  readonly negative?: NegativeForm;
}

export interface Settings {
  /** Names the station in topics, payloads and as MQTT client; default: made of the MAC address. */
  readonly id?: string;
  /** First level or levels of the station's topics. */
  readonly base: string;
  /** Replaces the topic of the readings. */
  readonly topic?: string;
  readonly wifi: WiFiSettings;
  readonly broker: BrokerSettings;
  readonly keepAliveS: number;
  /** Of the readings: 0 sends each at most once, 1 at least once, 2 once unless the connection breaks. */
  readonly qos: number;
  readonly sensors: readonly SensorSettings[];
  /** The GPIOs on which a sensor can hang, as the board's data have them; any when it is not said. */
  readonly sensorPins?: readonly number[];
  /** What else the board measures, in a build that has such instruments. */
  readonly instruments?: readonly InstrumentSettings[];
  /** Sleeps deeply between samples; else it stays connected. */
  readonly sleep?: boolean;
  /** Milliseconds that a board that sleeps is awake at most. */
  readonly wakeBudgetMs: number;
  /** Fernet keys, separated by commas: readings and errors are encrypted, and settings must be. */
  readonly payloadKey?: string;
  /** How many readings are kept while they cannot be sent; as many as flash has room for when it is not said. */
  readonly backlog?: number;
  /** Tells Home Assistant of the station; not when it is not said. */
  readonly discovery?: DiscoverySettings;
}

export type CheckedSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const SHORTEST_INTERVAL_MS = 1_000;
export const LONGEST_INTERVAL_MS = 86_400_000;
export const DEFAULT_INTERVAL_MS = 10_000;
/** Of MQTT, as IANA has them. */
const PLAIN_PORT = 1_883;
const SECURE_PORT = 8_883;

const FIELDS: Readonly<
  Record<'all' | 'wifi' | 'broker' | 'sensor' | 'discovery', readonly string[]>
> = Object.freeze(
  {
    all: [
      ...['id', 'base', 'topic', 'wifi', 'broker', 'keepAliveS', 'qos', 'sensors', 'sensorPins'],
      ...['backlog', 'sleep', 'wakeBudgetMs', 'payloadKey', 'discovery', 'instruments'],
    ],
    wifi: ['ssid', 'password'],
    broker: ['host', 'port', 'user', 'password', 'derivesPassword', 'tls'],
    sensor: ['model', 'pin', 'intervalMs', 'negative'],
    discovery: ['prefix', 'birthTopic'],
  },
  true,
);

/** The kinds of instruments that a build has. */
type Kinds = Pick<Instruments, 'check'>;

/** Fills in defaults and checks everything; `kinds` are the build's instruments, if it has any. */
export function checkSettings(input: unknown, kinds?: Kinds): CheckedSettings {
  const checker = new Checker();
  const all = checker.record(input, 'settings', FIELDS.all, '');
  const settings: Settings = {
    ...given(
      'id',
      optional(all['id'], (id) => nameOf(checker, id, 'id')),
    ),
    base: topicOf(checker, orElse(all['base'], 'pubsub-xs'), 'base'),
    ...given(
      'topic',
      optional(all['topic'], (topic) => topicOf(checker, topic, 'topic')),
    ),
    wifi: wifiOf(checker, all['wifi']),
    broker: brokerOf(checker, all['broker']),
    keepAliveS: checker.integer(orElse(all['keepAliveS'], 30), 'keepAliveS', 0, 65_535),
    qos: checker.integer(orElse(all['qos'], 1), 'qos', 0, 2),
    sensors: sensorsOf(checker, all['sensors']),
    ...given(
      'sensorPins',
      optional(all['sensorPins'], (pins) => pinsOf(checker, pins, 'sensorPins')),
    ),
    ...given(
      'instruments',
      optional(all['instruments'], (list) => instrumentsOf(checker, list, kinds)),
    ),
    ...given(
      'sleep',
      optional(all['sleep'], (sleep) => checker.boolean(sleep, 'sleep')),
    ),
    wakeBudgetMs: checker.integer(
      orElse(all['wakeBudgetMs'], 15_000),
      'wakeBudgetMs',
      1_000,
      60_000,
    ),
    ...given(
      'payloadKey',
      optional(all['payloadKey'], (keys) => keysOf(checker, keys)),
    ),
    ...given(
      'backlog',
      optional(all['backlog'], (count) => checker.integer(count, 'backlog', 1, 10_000)),
    ),
    ...given(
      'discovery',
      optional(all['discovery'], (given) => discoveryOf(checker, given)),
    ),
  };
  checkPins(checker, settings);
  checkReadingTopic(checker, settings);
  checkSleep(checker, settings);
  checkDiscovery(checker, settings);
  const { problems } = checker;
  return problems.length === 0 ? { ok: true, settings } : { ok: false, problems };
}

function keysOf(checker: Checker, value: unknown): string {
  const keys = checker.text(value, 'payloadKey', 1, 512);
  const problem = checker.refused('payloadKey') ? undefined : keysProblem(keys);
  if (problem !== undefined) checker.problem('payloadKey', problem);
  return keys;
}

/** Going to sleep and waking up takes a while, and sensors need their rest. */
export const SHORTEST_SLEEP_MS = 10_000;

function checkSleep(checker: Checker, { sleep, sensors, instruments }: Settings): void {
  if (sleep !== true) return;
  if (instruments && instruments.length > 0) {
    checker.problem('sleep', 'is true; a board with instruments has to stay awake for them');
  }
  for (const [i, { intervalMs }] of sensors.entries()) {
    if (intervalMs >= SHORTEST_SLEEP_MS) continue;
    const message = `is ${intervalMs}; a board that sleeps wants ${SHORTEST_SLEEP_MS} at least`;
    checker.problem(`sensors[${i}].intervalMs`, message);
  }
}

/** Checks one interval, wherever it comes from; the problem, or undefined. */
export function intervalProblem(value: unknown): string | undefined {
  const checker = new Checker();
  intervalOf(checker, value, 'intervalMs');
  return checker.problems[0]?.message;
}

/** An object with `key`, or an empty one when there is no value, for optional fields. */
function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

function optional<T>(value: unknown, check: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : check(value);
}

function orElse(value: unknown, preset: unknown): unknown {
  return value === undefined ? preset : value;
}

function isWildcard(text: string): boolean {
  const bytes = toBytes(text);
  return inspect(bytes, 0, bytes.length) === TEXT_WILDCARD;
}

/** A name that can be one level of a topic and a client id. */
function nameOf(checker: Checker, value: unknown, field: string): string {
  const name = checker.readable(value, field, 64);
  if (name.includes('/') || isWildcard(name)) {
    checker.problem(field, `is "${name}"; it must not contain / + or #`);
  }
  return name;
}

function topicOf(checker: Checker, value: unknown, field: string): string {
  const topic = checker.readable(value, field, 128);
  if (isWildcard(topic)) {
    checker.problem(field, `is "${topic}"; a topic must not contain + or #`);
  } else if (topic.startsWith('$')) {
    checker.problem(field, `is "${topic}"; topics that begin with $ belong to the broker`);
  }
  return topic;
}

function discoveryOf(checker: Checker, value: unknown): DiscoverySettings {
  const { prefix, birthTopic } = checker.record(value, 'discovery', FIELDS.discovery);
  if (prefix === null) {
    checker.problem('discovery.prefix', 'is missing; a birth topic does nothing without it');
  }
  return {
    prefix: topicOf(checker, prefix ?? DEFAULT_PREFIX, 'discovery.prefix'),
    birthTopic: topicOf(checker, orElse(birthTopic, DEFAULT_BIRTH_TOPIC), 'discovery.birthTopic'),
  };
}

/** Readings on such a topic would be answered as wrong settings, or hide the station's state. */
function checkReadingTopic(checker: Checker, { base, topic }: Settings): void {
  if (topic === undefined) return;
  // The station's own id may be made of its MAC address, which is not known here.
  const id = topic.split('/').at(-2) ?? '';
  const { status, set, error } = topicsOf(base, id, undefined);
  if ([status, set, error].includes(topic)) {
    checker.problem('topic', `is "${topic}", where a station has its state, settings or errors`);
  }
}

function wifiOf(checker: Checker, value: unknown): WiFiSettings {
  const wifi = checker.record(value, 'wifi', FIELDS.wifi);
  const field = 'wifi.password';
  const password = checker.optionalText(wifi['password'], field, 64);
  if (password === '') checker.problem(field, 'is empty; leave it out for an open network');
  else if (password !== undefined && !isWpaPassword(toBytes(password))) {
    checker.problem(
      field,
      `has ${toBytes(password).length} bytes; WPA2 wants 8 to 63, or 64 hexadecimal digits`,
    );
  }
  return {
    ssid: checker.text(wifi['ssid'], 'wifi.ssid', 1, 32),
    ...given('password', password),
  };
}

/** What is longer has been told. */
function isWpaPassword(bytes: Uint8Array): boolean {
  return bytes.length === 64 ? bytes.every(isHexDigit) : bytes.length >= 8;
}

function isHexDigit(byte: number): boolean {
  const letter = byte | 0x20; // in lower case
  return (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66);
}

function brokerOf(checker: Checker, value: unknown): BrokerSettings {
  const broker = checker.record(value, 'broker', FIELDS.broker);
  const tls = optional(broker['tls'], (given) => tlsOf(checker, given, 'broker.tls'));
  const port = tls ? SECURE_PORT : PLAIN_PORT;
  const settings: BrokerSettings = {
    host: hostOf(checker, broker['host'], 'broker.host'),
    port: checker.integer(orElse(broker['port'], port), 'broker.port', 1, 65_535),
    ...given('user', checker.optionalText(broker['user'], 'broker.user', 128)),
    ...given('password', checker.optionalText(broker['password'], 'broker.password', 128)),
    ...given(
      'derivesPassword',
      optional(broker['derivesPassword'], (flag) =>
        checker.boolean(flag, 'broker.derivesPassword'),
      ),
    ),
    ...given('tls', tls),
  };
  if (settings.password !== undefined && settings.user === undefined) {
    checker.problem('broker.password', 'needs broker.user beside it');
  }
  if (settings.derivesPassword && settings.password === undefined) {
    checker.problem('broker.derivesPassword', 'needs broker.password, to make passwords of it');
  }
  return settings;
}

/** The message never repeats the value: people write logins into it. */
function hostOf(checker: Checker, value: unknown, field: string): string {
  const host = checker.text(value, field, 1, 253);
  const alien = [' ', '/', ':', '@'].some((part) => host.includes(part));
  if (alien || hasControl(toBytes(host))) {
    checker.problem(
      field,
      'must be the host only, like broker.local or 192.168.1.7: no mqtt://, port, login or spaces',
    );
  }
  return host;
}

function sensorsOf(checker: Checker, value: unknown): readonly SensorSettings[] {
  if (!Array.isArray(value) || value.length === 0) {
    checker.problem('sensors', 'must be a list with at least one sensor');
    return [];
  }
  return value.map((entry: unknown, i) => sensorOf(checker, entry, `sensors[${i}]`));
}

function instrumentsOf(
  checker: Checker,
  value: unknown,
  kinds: Kinds | undefined,
): readonly InstrumentSettings[] {
  if (kinds) return kinds.check(checker, value, 'instruments');
  checker.problem('instruments', 'are not in this build, which has DHTs only');
  return [];
}

function sensorOf(checker: Checker, value: unknown, field: string): SensorSettings {
  const entry = checker.record(value, field, FIELDS.sensor);
  const model = checker.text(entry['model'], `${field}.model`, 1, 16);
  if (model !== '' && !modelOf(model)) {
    const known = Object.keys(DHT_MODELS).join(', ');
    checker.problem(`${field}.model`, `is "${model}"; known are ${known}`);
  }
  const interval = orElse(entry['intervalMs'], DEFAULT_INTERVAL_MS);
  return {
    model,
    pin: pinOf(checker, entry['pin'], `${field}.pin`),
    intervalMs: intervalOf(checker, interval, `${field}.intervalMs`),
    ...given(
      'negative',
      optional(entry['negative'], (form) => negativeOf(checker, form, model, `${field}.negative`)),
    ),
  };
}

function intervalOf(checker: Checker, value: unknown, field: string): number {
  return checker.integer(
    value,
    field,
    SHORTEST_INTERVAL_MS,
    LONGEST_INTERVAL_MS,
    ' (milliseconds)',
  );
}

function negativeOf(checker: Checker, value: unknown, model: string, field: string): NegativeForm {
  const form = value === 'complement' ? 'complement' : 'sign';
  if (value !== form) {
    const shown = typeof value === 'string' ? `"${value}"` : kindOf(value);
    checker.problem(field, `is ${shown}; it must be sign or complement`);
  } else if (modelOf(model)?.hasNegativeOption === false) {
    checker.problem(
      field,
      `is not for a ${model}, which has one form only or tells which it sends`,
    );
  }
  return form;
}
