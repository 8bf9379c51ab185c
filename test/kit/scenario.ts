/** Scenarios for tests, with a few faults of their own. */

import type { Fault } from '../../host-sim/faults/fault';
import { type Parsed, parseScenario } from '../../host-sim/scenario/parse-scenario';
import { problemLine } from '../../host-sim/scenario/problems';
import type { Scenario, Step } from '../../host-sim/scenario/scenario';
import { fail } from './assert';

const ABOUT = { title: 'T', does: 'D', seen: 'S' };

/** One that lasts, one that does not, and one that can be told something. */
export const TEST_FAULTS: readonly Fault[] = [
  {
    ...ABOUT,
    id: 'wifi.gone',
    group: 'wifi',
    parameters: [],
    lasts: true,
    begin: ({ board }) => {
      const points = board.link!.radio.accessPoints;
      const set = (present: boolean): void => {
        for (const point of points) point.present = present;
        board.link?.check();
      };
      set(false);
      return () => {
        set(true);
      };
    },
  },
  {
    ...ABOUT,
    id: 'wifi.blink',
    group: 'wifi',
    parameters: [],
    lasts: false,
    begin: ({ board }) => {
      board.link?.leave();
      return () => {};
    },
  },
  {
    ...ABOUT,
    id: 'tcp.slow',
    group: 'tcp',
    parameters: [
      { name: 'delayMs', what: 'each way', minimum: 1, maximum: 10_000, preset: 500 },
      { name: 'jitterMs', what: 'of it', minimum: 0, maximum: 1_000, preset: 0 },
    ],
    lasts: true,
    begin: () => () => {},
  },
];

/** One that cannot be brought about. */
const BROKEN: Fault = {
  ...ABOUT,
  id: 'power.broken',
  group: 'power',
  parameters: [],
  lasts: false,
  begin: () => {
    throw new Error('there is no such switch');
  },
};

/** The only climate that there is. */
const CLIMATE = 'time,°C,%\n0,5,60\n3600,6,61\n';

export function parse(text: string): Parsed {
  return parseScenario(text, {
    faults: [...TEST_FAULTS, BROKEN],
    readClimate: (name) => {
      if (name === 'night.csv') return { path: name, text: CLIMATE };
      if (name === 'bad.csv') return { path: name, text: 'time,°C,%\n0,warm,60\n' };
      return { missing: 'there is no such file' };
    },
  });
}

/** A scenario that is right. */
export function scenarioOf(text: string): Scenario {
  const parsed = parse(text);
  return parsed.ok ? parsed.scenario : fail(parsed.problems.map(({ message }) => message).join());
}

/** The lines with which a text is refused; none when it is right. */
export function problemsOf(text: string): string[] {
  const parsed = parse(text);
  return parsed.ok ? [] : parsed.problems.map((problem) => problemLine('a.yaml', problem));
}

/** A step with all that it has. */
export function stepParts(step: Step): readonly unknown[] {
  if (step.kind === 'fault') return [step.atMs, step.fault.id, step.values, step.forMs];
  if (step.kind === 'publish') return [step.atMs, step.message];
  return [step.atMs, step.awaited.text, step.withinMs];
}
