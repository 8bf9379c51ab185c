/** A recording as a scenario: the same board, the same disturbances, and what was seen as what is expected. */

import { stringify } from 'yaml';
import { durationText, parseDuration } from '../../duration';
import type { Options } from '../../options';
import type { Tally } from '../../scenario/ledger';
import type { RecordedStep, Recording, Seen } from './recording';

export interface Recorded {
  readonly title: string;
  readonly options: Options;
  readonly climateName: string | undefined;
  /** When the world began. */
  readonly startUnixMs: number;
  readonly lastsMs: number;
  readonly recording: Recording;
  readonly tally: Tally;
}

/** What was seen may come so much earlier or later. */
const SLACK_MS = 500;
const SHORTEST_MS = 1_000;

export function scenarioText(recorded: Recorded): string {
  const { title, options, climateName, startUnixMs, recording, tally } = recorded;
  const lastsMs = Math.max(SHORTEST_MS, Math.ceil(recorded.lastsMs));
  const timeline = [
    ...recording.steps.map((step) => [step.atMs, faultStep(step, lastsMs)] as const),
    ...recording.seen
      .filter(({ atMs }) => atMs + SLACK_MS <= lastsMs)
      .map((seen) => [Math.max(0, seen.atMs - SLACK_MS), expectStep(seen)] as const),
  ]
    .sort(([one], [other]) => one - other)
    .map(([, step]) => step);
  const text = stringify({
    title,
    ...(options.homeCare && { 'home-care': true }),
    board: boardOf(options),
    ...(climateName !== undefined && { climate: climateName }),
    seed: options.seed,
    starts: new Date(startUnixMs).toISOString(),
    lasts: exactDuration(lastsMs),
    ...(timeline.length > 0 && { timeline }),
    expect: expectations(options, tally),
  });
  return remarks(options) + text;
}

/** What a scenario cannot say of its board. */
const UNSAID = ['sleep', 'tls', 'auth', 'derive', 'encrypt', 'blank', 'broker'] as const;

function remarks(options: Options): string {
  const unsaid = UNSAID.filter((name) => options[name] !== undefined && options[name] !== false);
  if (unsaid.length === 0) return '';
  const names = unsaid.map((name) => `--${name}`).join(', ');
  return `# It was recorded with ${names}, of which scenarios know nothing: it may go another way.\n`;
}

function boardOf({ intervalMs, sensor, id, base, topic, qos }: Options): object {
  const given = { every: exactDuration(intervalMs), sensor: sensor.toLowerCase() };
  return Object.fromEntries(
    Object.entries({ ...given, id, base, topic, qos }).filter(([, value]) => value !== undefined),
  );
}

function faultStep({ atMs, fault, values, forMs }: RecordedStep, lastsMs: number): object {
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
