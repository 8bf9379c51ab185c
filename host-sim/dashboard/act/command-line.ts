/** The command that begins such a run again. */

import { durationText, parseDuration } from '../../duration';
import { type Options, parseOptions } from '../../options';

const SWITCHES = ['sleep', 'tls', 'auth', 'derive', 'encrypt', 'insecure', 'blank'] as const;

/** Without credentials: what is copied is pasted anywhere. */
export function commandLine(options: Options): string {
  const preset = parseOptions([]);
  const words: string[] = [];
  const add = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) words.push(`--${name} ${quoted(String(value))}`);
  };
  const { intervalMs, seed, sensor, broker, climateFile, id, base, topic, qos, engine } = options;
  add('seed', seed);
  if (intervalMs !== preset.intervalMs) add('every', every(intervalMs));
  if (sensor !== preset.sensor) add('sensor', sensor.toLowerCase());
  if (broker) add('broker', `mqtt${broker.secure ? 's' : ''}://${broker.host}:${broker.port}`);
  add('climate', climateFile);
  add('id', id);
  add('base', base);
  add('topic', topic);
  add('qos', qos);
  add('engine', engine);
  add('ca', options.caFile);
  add('cert', options.certFile);
  add('key', options.keyFile);
  add('console', options.console);
  if (options.homeCare) words.push('--home-care');
  for (const name of SWITCHES) if (options[name]) words.push(`--${name}`);
  return ['npm start --', ...words].join(' ');
}

function every(ms: number): string {
  const text = durationText(ms);
  return parseDuration(text) === ms ? text : `${ms}ms`;
}

function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
