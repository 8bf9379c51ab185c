/** The board of a scenario: the options of `npm start`, with their checks. */

import { isScalar } from 'yaml';
import { DEFAULT_PREFIX } from '../../firmware/station/discovery-settings';
import { checkSettings } from '../../firmware/station/settings';
import { type Options, parseOptions } from '../options';
import { UsageError } from '../usage-error';
import type { Fields } from './fields';
import type { BoardOptions } from './scenario';

export const BOARD_KEYS = [
  ...(['every', 'sensor', 'id', 'base', 'topic', 'qos', 'discovery', 'birth-topic'] as const),
];

/** Reads the board; what is wrong is told, and its default stands there. */
export function boardOptions(fields: Fields): BoardOptions {
  const args: string[] = [];
  for (const name of BOARD_KEYS) {
    const text = name === 'discovery' ? discoveryIn(fields) : fields.text(name);
    if (text === undefined) continue;
    const problem = optionProblem(name, text, args) ?? settingProblem(name, text);
    if (problem === undefined) args.push(`--${name}=${text}`);
    else fields.wrong(name, problem);
  }
  return pick(parseOptions(args));
}

/** Home Assistant's own prefix for `true`, none for `false`. */
function discoveryIn(fields: Fields): string | undefined {
  const node = fields.get('discovery');
  const value = isScalar(node) ? node.value : undefined;
  if (value === false) return undefined;
  return value === true ? DEFAULT_PREFIX : fields.text('discovery');
}

/** The board of a scenario that says nothing about it. */
export function presetBoard(): BoardOptions {
  return pick(parseOptions([]));
}

function pick(options: Options): BoardOptions {
  const { intervalMs, sensor, id, base, topic, qos, discovery, birthTopic } = options;
  return { intervalMs, sensor, id, base, topic, qos, discovery, birthTopic };
}

/** Beside those before it. */
function optionProblem(name: string, text: string, before: readonly string[]): string | undefined {
  if (text === '') return `${name} is empty`;
  try {
    parseOptions([...before, `--${name}=${text}`]);
    return undefined;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.message.replaceAll(/--(?=\w)/g, '');
  }
}

/** What the firmware checks of them. */
const SETTINGS: Readonly<Record<string, (text: string) => object>> = {
  id: (id) => ({ id }),
  base: (base) => ({ base }),
  topic: (topic) => ({ topic }),
  discovery: (prefix) => ({ discovery: { prefix } }),
  'birth-topic': (birthTopic) => ({ discovery: { birthTopic } }),
};

/** What the firmware has against a name or topic. */
function settingProblem(name: string, text: string): string | undefined {
  const setting = SETTINGS[name]?.(text);
  if (!setting) return undefined;
  const checked = checkSettings({
    ...setting,
    wifi: { ssid: 'x' },
    broker: { host: 'x' },
    sensors: [{ model: 'DHT22', pin: 4 }],
  });
  const problem = checked.ok ? undefined : checked.problems[0];
  return problem && `${problem.field} ${problem.message}`;
}
