import { Recording } from '../../../host-sim/dashboard/act/recording';
import { type BroughtClimate, scenarioText } from '../../../host-sim/dashboard/act/scenario-text';
import { FAULTS, faultById } from '../../../host-sim/faults/catalogue';
import { parseOptions } from '../../../host-sim/options';
import { parseScenario } from '../../../host-sim/scenario/parse-scenario';
import { deepEqual, equal, fail, includes } from '../../kit/assert';
import { stepParts } from '../../kit/scenario';
import { test } from '../../kit/test';

const TALLY = {
  ...{ accepted: 9, arrived: 8, lost: 1, duplicates: 2, dropped: 0 },
  ...{ disordered: 0, strangers: 0 },
};

function recorded(args: readonly string[] = [], climate?: BroughtClimate): string {
  const recording = new Recording();
  const wifi = recording.begin(faultById('wifi.gone')!, {}, 2_500);
  recording.see('wifi lost', 2_500);
  wifi.end(7_501);
  recording.moment(faultById('power.cut')!, { offMs: 2_000 }, 9_000);
  recording.published({ topic: 'a/b', payload: '5', qos: 1, retain: true }, 9_200);
  recording.begin(faultById('tcp.slow')!, { delayMs: 1, jitterMs: 0 }, 9_500);
  return scenarioText({
    title: 'What: I "did"',
    options: parseOptions(['--every', '90s', '--id', 'desk', ...args]),
    ...{ climate, startUnixMs: 1_800_000_000_123, lastsMs: 12_345 },
    ...{ recording, tally: TALLY },
  });
}

test('a recording is a scenario, step by step', () => {
  const text = recorded();
  const parsed = parseScenario(text, { faults: FAULTS, readClimate: () => fail('no climate') });
  if (!parsed.ok) fail(JSON.stringify(parsed.problems));
  const { title, board, seed, startUnixMs, lastsMs, timeline, expect } = parsed.scenario;
  equal(title, 'What: I "did"');
  deepEqual([board.intervalMs, board.id, seed], [90_000, 'desk', 1]);
  deepEqual([startUnixMs, lastsMs], [1_800_000_000_123, 12_345]);
  deepEqual(timeline.map(stepParts), [
    [2_000, 'wifi lost', 1_000],
    [2_500, 'wifi.gone', {}, 5_001],
    [9_000, 'power.cut', { offMs: 2_000 }, undefined],
    [9_200, { topic: 'a/b', payload: '5', qos: 1, retain: true }],
    [9_500, 'tcp.slow', { delayMs: 1, jitterMs: 0 }, undefined],
  ]);
  deepEqual(
    expect.map(({ text: line }) => line),
    [
      'lost: 0',
      'duplicates: at most 2',
      'dropped: at most 0',
      'readings: at least 8',
      'order: kept',
    ],
  );
});

test('what a scenario cannot say is told at its head', () => {
  includes(
    recorded(['--sleep', '--encrypt']),
    '# It was recorded with --sleep, --encrypt, of which',
  );
  equal(recorded().startsWith('title:'), true);
});

test('a climate that was brought is in it, and what is too long for that is named', () => {
  const small = recorded([], { name: 'my air.csv', text: '0,20,50\n60,21,51\n\n' });
  const parsed = parseScenario(small, { faults: FAULTS, readClimate: () => fail('no file') });
  if (!parsed.ok) fail(JSON.stringify(parsed.problems));
  deepEqual(parsed.scenario.climate?.(0)(30_000), { temperatureC: 20.5, humidityPercent: 50.5 });
  const large = recorded([], { name: 'my air.csv', text: '0,20,50\n'.repeat(30_000) });
  includes(large, '# Put the file that climate names beside this one.');
  includes(large, 'climate: my air.csv');
});

test('values that come again and again are written out', () => {
  const recording = new Recording();
  const values = { offMs: 2_000 };
  for (const atMs of [1_000, 2_000]) recording.moment(faultById('power.cut')!, values, atMs);
  const text = scenarioText({
    ...{ title: 'T', options: parseOptions([]), climate: undefined },
    ...{ startUnixMs: 0, lastsMs: 3_000, recording, tally: TALLY },
  });
  equal(text.match(/offMs: 2000/g)?.length, 2);
  const parsed = parseScenario(text, { faults: FAULTS, readClimate: () => fail('no climate') });
  equal(parsed.ok, true);
});

test('a recording that is full says since when, and sees nothing more', () => {
  const recording = new Recording();
  for (let step = 0; step < 1_002; step++) {
    recording.moment(faultById('power.cut')!, { offMs: 1 }, step);
  }
  recording.see('mqtt lost', 2_000);
  deepEqual([recording.steps.length, recording.fullMs, recording.seen], [1_000, 1_000, []]);
});
