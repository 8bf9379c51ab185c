/**
 * The station's settings: their defaults, and what is wrong with others. All
 * problems are found at once, and each names its field.
 */

import { inspect, TEXT_MALFORMED, TEXT_WILDCARD, toBytes } from '../mqtt/text';
import { modelOf } from '../sensors/dht/models';

export interface WiFiSettings {
  readonly ssid: string;
  readonly password?: string;
}

export interface BrokerSettings {
  /** A name or an IPv4 address. */
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

export interface SensorSettings {
  /** A name from the table of DHT models. */
  readonly model: string;
  /** GPIO of the data line. */
  readonly pin: number;
  /** From one sample to the next. */
  readonly intervalMs: number;
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
  readonly sensors: readonly SensorSettings[];
  /** How many readings are kept while they cannot be sent. */
  readonly backlog: number;
}

export interface Problem {
  /** Where, like `sensors[0].intervalMs`. */
  readonly field: string;
  /** What is wrong and what would be right, to stand behind the field's name. */
  readonly message: string;
}

export type CheckedSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export const SHORTEST_INTERVAL_MS = 1_000;
export const LONGEST_INTERVAL_MS = 86_400_000;
export const DEFAULT_INTERVAL_MS = 10_000;

/** Fills in defaults and checks everything. */
export function checkSettings(input: unknown): CheckedSettings {
  const checker = new Checker();
  const all = checker.record(input, '');
  const wifi = checker.record(all['wifi'], 'wifi');
  const broker = checker.record(all['broker'], 'broker');
  const settings: Settings = {
    ...given('id', checker.optionalName(all['id'], 'id')),
    base: checker.topic(all['base'] ?? 'pubsub-xs', 'base'),
    ...given(
      'topic',
      all['topic'] === undefined ? undefined : checker.topic(all['topic'], 'topic'),
    ),
    wifi: {
      ssid: checker.text(wifi['ssid'], 'wifi.ssid', 1, 32),
      ...given('password', checker.optionalText(wifi['password'], 'wifi.password', 64)),
    },
    broker: {
      host: checker.text(broker['host'], 'broker.host', 1, 253),
      port: checker.integer(broker['port'] ?? 1883, 'broker.port', 1, 65_535),
      ...given('user', checker.optionalText(broker['user'], 'broker.user', 128)),
      ...given('password', checker.optionalText(broker['password'], 'broker.password', 128)),
    },
    keepAliveS: checker.integer(all['keepAliveS'] ?? 30, 'keepAliveS', 0, 65_535),
    sensors: checker.sensors(all['sensors'] ?? []),
    backlog: checker.integer(all['backlog'] ?? 360, 'backlog', 1, 10_000),
  };
  if (settings.broker.password !== undefined && settings.broker.user === undefined) {
    checker.problem('broker.password', 'needs broker.user beside it');
  }
  const { problems } = checker;
  return problems.length === 0 ? { ok: true, settings } : { ok: false, problems };
}

/** An object with `key`, or an empty one when there is no value, for optional fields. */
function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]: V });
}

/** Checks one interval, wherever it comes from; the problem, or undefined. */
export function intervalProblem(value: unknown): string | undefined {
  const checker = new Checker();
  checker.interval(value, 'intervalMs');
  return checker.problems[0]?.message;
}

class Checker {
  readonly problems: Problem[] = [];

  problem(field: string, message: string): void {
    this.problems.push({ field, message });
  }

  record(value: unknown, field: string): Readonly<Record<string, unknown>> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
    this.problem(field, `is ${kindOf(value)}, not an object`);
    return {};
  }

  /** Text of `least` to `most` bytes that MQTT can carry [MQTT-1.5.3-1, MQTT-1.5.3-2]. */
  text(value: unknown, field: string, least: number, most: number): string {
    if (typeof value !== 'string') {
      this.problem(field, value === undefined ? 'is missing' : `is ${kindOf(value)}, not text`);
      return '';
    }
    const bytes = toBytes(value);
    const { length } = bytes;
    if (length < least || length > most) {
      this.problem(field, `has ${length} bytes; allowed are ${least} to ${most}`);
    } else if (inspect(bytes, 0, length) === TEXT_MALFORMED) {
      this.problem(field, 'must not contain U+0000 or half a surrogate pair');
    }
    return value;
  }

  optionalText(value: unknown, field: string, most: number): string | undefined {
    return value === undefined ? undefined : this.text(value, field, 0, most);
  }

  /** A name that can be one level of a topic and a client id. */
  optionalName(value: unknown, field: string): string | undefined {
    if (value === undefined) return undefined;
    const name = this.text(value, field, 1, 64);
    const bytes = toBytes(name);
    if (name.includes('/') || inspect(bytes, 0, bytes.length) === TEXT_WILDCARD) {
      this.problem(field, `is "${name}"; it must not contain / + or #`);
    }
    return name;
  }

  topic(value: unknown, field: string): string {
    const topic = this.text(value, field, 1, 128);
    const bytes = toBytes(topic);
    if (inspect(bytes, 0, bytes.length) === TEXT_WILDCARD) {
      this.problem(field, `is "${topic}"; a topic must not contain + or #`);
    } else if (topic.startsWith('$')) {
      this.problem(field, `is "${topic}"; topics that begin with $ belong to the broker`);
    }
    return topic;
  }

  integer(value: unknown, field: string, least: number, most: number, unit = ''): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
      return value;
    }
    const shown = typeof value === 'number' ? String(value) : kindOf(value);
    this.problem(field, `is ${shown}; it must be a whole number from ${least} to ${most}${unit}`);
    return least;
  }

  interval(value: unknown, field: string): number {
    return this.integer(value, field, SHORTEST_INTERVAL_MS, LONGEST_INTERVAL_MS, ' (milliseconds)');
  }

  sensors(value: unknown): readonly SensorSettings[] {
    if (!Array.isArray(value) || value.length === 0) {
      this.problem('sensors', 'must be a list with at least one sensor');
      return [];
    }
    return value.map((entry: unknown, i) => this.sensor(entry, `sensors[${i}]`));
  }

  sensor(value: unknown, field: string): SensorSettings {
    const entry = this.record(value, field);
    const model = this.text(entry['model'], `${field}.model`, 1, 16);
    if (model !== '' && !modelOf(model)) {
      this.problem(`${field}.model`, `is "${model}"; known are DHT11, DHT12, DHT21 and DHT22`);
    }
    return {
      model,
      pin: this.integer(entry['pin'], `${field}.pin`, 0, 48),
      intervalMs: this.interval(entry['intervalMs'] ?? DEFAULT_INTERVAL_MS, `${field}.intervalMs`),
    };
  }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
