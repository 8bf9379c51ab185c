/** Scenarios as they are played: what the board does, and what is said of it. */

import { noXs } from '../../kit/xs/program';
import type { LoggedEvent } from '../../../host-sim/log-lines';
import { type Outcome, play, type PlayOptions } from '../../../host-sim/scenario/play';
import { report } from '../../../host-sim/scenario/report';
import { product } from '../../../host-sim/terminal';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { scenarioOf } from '../../kit/scenario';
import { test } from '../../kit/test';
import { test as nodeTest } from 'node:test';

interface Run {
  readonly outcome: Outcome;
  readonly events: readonly (LoggedEvent & { readonly unixMs: number })[];
}

async function run(text: string, options: Partial<PlayOptions> = {}): Promise<Run> {
  const events: (LoggedEvent & { readonly unixMs: number })[] = [];
  const outcome = await play(scenarioOf(text), {
    ...product(),
    engine: 'node',
    time: 'virtual',
    log: (event, unixMs) => events.push({ ...event, unixMs }),
    ...options,
  });
  return { outcome, events };
}

const OUTAGE = `title: A short outage
board: { every: 10s, id: a }
seed: 3
lasts: 20m
timeline:
  - { at: 5m, fault: wifi.gone, for: 5m }
  - { at: 5m, expect: wifi lost, within: 1s }
  - { at: 6m, expect: no reading, for: 3m }
  - { at: 8m, expect: status offline }
  - { at: 10m, expect: status online, within: 2m }
  - { at: 10m, expect: reading, within: 2m }
  - { at: 15m, fault: wifi.blink }
expect: { lost: 0, duplicates: 0, dropped: 0, order: kept, readings: 120 }
`;

const SLOWER = `title: Settings that come on the way
board: { every: 10s, id: a }
lasts: 20m
timeline:
  - { at: 10m, publish: pubsub-xs/a/set, payload: '{"intervalMs": 60000}', qos: 1 }
  - { at: 10m, expect: settings, within: 1s }
expect: { readings: 69, lost: 0 }
`;

test('what a step publishes reaches the board', async () => {
  const { outcome, events } = await run(SLOWER);
  deepEqual(
    outcome.results.filter(({ met }) => !met),
    [],
  );
  ok(events.some(({ event }) => event === 'publishes'));
});

test('an outage is survived, and each expectation comes true', async () => {
  const { outcome, events } = await run(OUTAGE);
  deepEqual(
    outcome.results.filter(({ met }) => !met),
    [],
  );
  equal(outcome.met, true);
  equal(outcome.results.length, 10);
  const { accepted, arrived } = outcome.tally;
  deepEqual([accepted, arrived], [120, 120]);
  const faults = events.filter(({ event }) => event.startsWith('fault'));
  deepEqual(
    faults.map(({ event, unixMs }) => [event, (unixMs - events[0]!.unixMs) / 60_000]),
    [
      ['fault begins', 5],
      ['fault ends', 10],
      ['fault begins', 15],
    ],
  );
});

test('what does not come true is told with what was seen', async () => {
  const text = `title: T
board: { every: 10s }
lasts: 2m
timeline:
  - { at: 1m, expect: status offline, within: 10s }
  - { at: 1m, expect: no reading, for: 30s }
expect: { lost: 3, readings: at most 2 }
`;
  const { outcome } = await run(text);
  equal(outcome.met, false);
  const lines = report({ file: 'my file.yaml', scenario: scenarioOf(text), outcome });
  deepEqual(lines.slice(3, -1), [
    '! NOT met  at 1m: status offline within 10s; the last was status online at 592ms',
    '! NOT met  at 1m: no reading for 30s; reading at 1m 2s',
    '! NOT met  lost: 3; 0 lost',
    '! NOT met  readings: at most 2; 12 arrived',
  ]);
  equal(
    lines.at(-1),
    "again      npm start -- --scenario 'my file.yaml' --time virtual --engine node --seed 1",
  );
});

test('a fault that is not ended ends with the story, and what waits arrives', async () => {
  const { outcome } = await run(`title: T
board: { every: 10s }
lasts: 10m
timeline: [{ at: 5m, fault: wifi.gone }]
expect: { lost: 0, readings: 60 }
`);
  equal(outcome.met, true);
  ok(outcome.simulatedMs > 600_000);
});

test('a still climate gives look-alikes, and each is accounted for', async () => {
  const { outcome } = await run(`title: T
board: { every: 1s, sensor: dht11 }
climate: { temperature: 21, humidity: 40 }
lasts: 10m
timeline: [{ at: 5m, fault: wifi.gone, for: 2m }]
expect: { lost: 0, duplicates: 0, order: kept, readings: at least 590 }
`);
  deepEqual(
    outcome.results.filter(({ met }) => !met),
    [],
  );
});

test('a run repeats exactly from its seed', async () => {
  const one = await run(OUTAGE);
  const other = await run(OUTAGE);
  deepEqual(one.events, other.events);
});

nodeTest('both engines come to the same', { skip: noXs }, async () => {
  const node = await run(OUTAGE);
  const xs = await run(OUTAGE, { engine: 'xs' });
  deepEqual(xs.outcome.tally, node.outcome.tally);
  deepEqual(xs.outcome.results, node.outcome.results);
  ok(xs.outcome.engine.startsWith('XS'));
});

test('in real time it takes its time', async () => {
  const { outcome } = await run(
    `title: T
board: { every: 1s, sensor: dht11 }
lasts: 4s
timeline:
  - { at: 2s, fault: wifi.blink }
  - { at: 0s, expect: status online, within: 2s }
expect: { lost: 0, duplicates: 0, order: kept }
`,
    { time: 'real' },
  );
  deepEqual(
    outcome.results.filter(({ met }) => !met),
    [],
  );
  ok(outcome.realMs >= 4_000);
  ok(outcome.tally.accepted >= 3);
});

test('who leaves before the end hears what was not proved', async () => {
  const { outcome } = await run(
    'title: T\nlasts: 1h\ntimeline: [{ at: 1m, expect: no reading, for: 1m }]',
    { time: 'real', interrupted: Promise.resolve() },
  );
  equal(outcome.met, false);
  includes(outcome.broken!, 'interrupted');
  equal(outcome.results[0]!.seen, 'the run ended before');
});

for (const time of ['virtual', 'real'] as const) {
  test(`a fault that cannot be brought about breaks the run, in ${time} time`, async () => {
    const { outcome } = await run(
      'title: T\nlasts: 1h\ntimeline: [{ at: 1s, fault: power.broken }]\nexpect: { lost: 0 }',
      { time },
    );
    equal(outcome.broken, 'there is no such switch');
    equal(outcome.met, false);
  });
}
