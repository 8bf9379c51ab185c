/** The command that begins such a run again. */

import { DEFAULT_PREFIX } from '../../../firmware/station/discovery-settings';
import { durationText, parseDuration } from '../../duration';
import { commandFor } from '../../invocation';
import { type Options, parseOptions } from '../../options';

const SWITCHES = ['sleep', 'tls', 'auth', 'derive', 'encrypt', 'insecure', 'blank'] as const;

/** With a recorded climate that a person has brought, if any. Without credentials: what is copied is pasted anywhere. */
export function commandLine(options: Options, climateName?: string): string {
  const preset = parseOptions([]);
  const words: string[] = [];
  const add = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) words.push(`--${name} ${quoted(String(value))}`);
  };
  const { intervalMs, seed, sensor, broker, climateFile, id, base, topic, qos, engine } = options;
  const { discovery, birthTopic } = options;
  add('seed', seed);
  if (intervalMs !== preset.intervalMs) add('every', every(intervalMs));
  if (sensor !== preset.sensor) add('sensor', sensor.toLowerCase());
  if (broker) add('broker', `mqtt${broker.secure ? 's' : ''}://${broker.host}:${broker.port}`);
  add('climate', climateName ?? climateFile);
  add('id', id);
  add('base', base);
  add('topic', topic);
  add('qos', qos);
  if (discovery === DEFAULT_PREFIX) words.push('--discovery');
  else if (discovery !== undefined) words.push(`--discovery=${quoted(discovery)}`);
  add('birth-topic', birthTopic);
  add('engine', engine);
  add('ca', options.caFile);
  add('cert', options.certFile);
  add('key', options.keyFile);
  add('console', options.console);
  if (options.homeCare) words.push('--home-care');
  for (const name of SWITCHES) if (options[name]) words.push(`--${name}`);
  return [commandFor('start'), ...words].join(' ');
}

function every(ms: number): string {
  const text = durationText(ms);
  return parseDuration(text) === ms ? text : `${ms}ms`;
}

function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
