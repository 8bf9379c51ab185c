/** A recording as a scenario: the same board, the same disturbances, and what was seen as what is expected. */

import { stringify } from 'yaml';
import { durationText, parseDuration } from '../../duration';
import type { Options } from '../../options';
import type { Tally } from '../../scenario/ledger';
import type { RecordedFault, RecordedMessage, RecordedStep, Recording, Seen } from './recording';

/** A recorded climate as CSV. */
export interface BroughtClimate {
  readonly name: string;
  readonly text: string;
}

export interface Recorded {
  readonly title: string;
  readonly options: Options;
  readonly climate: BroughtClimate | undefined;
  /** When the world began. */
  readonly startUnixMs: number;
  readonly lastsMs: number;
  readonly recording: Recording;
  readonly tally: Tally;
}

/** What was seen may come so much earlier or later. */
const SLACK_MS = 500;
const SHORTEST_MS = 1_000;
/** Characters of a climate that a scenario has in it. */
const MOST_INLINE = 200_000;

export function scenarioText(recorded: Recorded): string {
  const { title, options, climate, startUnixMs, recording, tally } = recorded;
  const lastsMs = Math.max(SHORTEST_MS, Math.ceil(recorded.lastsMs));
  const timeline = [
    ...recording.steps.map((step) => [step.atMs, stepOf(step, lastsMs)] as const),
    ...recording.seen
      .filter(({ atMs }) => atMs + SLACK_MS <= lastsMs)
      .map((seen) => [Math.max(0, seen.atMs - SLACK_MS), expectStep(seen)] as const),
  ]
    .sort(([one], [other]) => one - other)
    .map(([, step]) => step);
  const content = {
    title,
    ...(options.homeCare && { 'home-care': true }),
    board: boardOf(options),
    ...climateOf(recorded),
    seed: options.seed,
    starts: new Date(startUnixMs).toISOString(),
    lasts: exactDuration(lastsMs),
    ...(timeline.length > 0 && { timeline }),
    expect: expectations(options, tally),
  };
  // Values that come twice are written twice: a scenario has no names for them.
  return remarks(options, climate) + stringify(content, { aliasDuplicateObjects: false });
}

/** What a person has brought goes with it, unless it is too much for a scenario. */
function climateOf({ climate, options: { climateFile } }: Recorded): object {
  if (climate && isSmall(climate)) return { climate: climate.text.replace(/\n*$/, '\n') };
  const name = climate?.name ?? climateFile;
  return name === undefined ? {} : { climate: name };
}

function isSmall({ text }: BroughtClimate): boolean {
  return text.length <= MOST_INLINE;
}

/** What a scenario cannot say of its board. */
const UNSAID = ['sleep', 'tls', 'auth', 'derive', 'encrypt', 'blank', 'broker'] as const;

function remarks(options: Options, climate: BroughtClimate | undefined): string {
  const unsaid = UNSAID.filter((name) => options[name] !== undefined && options[name] !== false);
  const names = unsaid.map((name) => `--${name}`).join(', ');
  const lines = [];
  if (names !== '') {
    lines.push(
      `It was recorded with ${names}, of which scenarios know nothing: it may go another way.`,
    );
  }
  if (climate && !isSmall(climate)) lines.push('Put the file that climate names beside this one.');
  return lines.map((line) => `# ${line}\n`).join('');
}

function boardOf(options: Options): object {
  const { intervalMs, sensor, id, base, topic, qos, discovery, birthTopic } = options;
  const given = { every: exactDuration(intervalMs), sensor: sensor.toLowerCase() };
  return Object.fromEntries(
    Object.entries({
      ...{ ...given, id, base, topic, qos, discovery },
      'birth-topic': birthTopic,
    }).filter(([, value]) => value !== undefined),
  );
}

function stepOf(step: RecordedStep, lastsMs: number): object {
  return 'fault' in step ? faultStep(step, lastsMs) : publishStep(step);
}

function publishStep({ atMs, message: { topic, ...message } }: RecordedMessage): object {
  return { at: exactDuration(atMs), publish: topic, ...message };
}

function faultStep({ atMs, fault, values, forMs }: RecordedFault, lastsMs: number): object {
  const restMs = lastsMs - atMs;
  return {
    at: exactDuration(atMs),
    fault: fault.id,
    ...(forMs !== undefined && { for: exactDuration(Math.min(Math.max(1, forMs), restMs)) }),
    ...(Object.keys(values).length > 0 && { with: values }),
  };
}

function expectStep({ atMs, text }: Seen): object {
  return {
    at: exactDuration(Math.max(0, atMs - SLACK_MS)),
    expect: text,
    within: exactDuration(2 * SLACK_MS),
  };
}

function expectations(
  { qos }: Options,
  { arrived, dropped, duplicates, disordered }: Tally,
): object {
  return {
    ...(qos !== 0 && { lost: 0 }), // at QoS 0 nothing is promised
    dropped: `at most ${dropped}`,
    duplicates: `at most ${duplicates}`,
    ...(disordered === 0 && { order: 'kept' }),
    readings: `at least ${arrived}`,
  };
}

/** As people write it where that loses nothing. */
function exactDuration(ms: number): string {
  const whole = Math.round(ms);
  const text = durationText(whole);
  return parseDuration(text) === whole ? text : `${whole}ms`;
}
