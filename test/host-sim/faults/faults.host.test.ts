/**
 * Each fault of the catalogue before a whole station: what it says is seen, and when it is
 * over the station publishes again, nothing lost and in order.
 */

import { FAULTS } from '../../../host-sim/faults/catalogue';
import { parseScenario } from '../../../host-sim/scenario/parse-scenario';
import { play } from '../../../host-sim/scenario/play';
import { problemLine } from '../../../host-sim/scenario/problems';
import { report } from '../../../host-sim/scenario/report';
import { product } from '../../../host-sim/terminal';
import { deepEqual, fail, ok } from '../../kit/assert';
import { test } from '../../kit/test';

interface Case {
  /** Like `mqtt lost within 1m`; each is awaited from when the fault begins. */
  readonly sees: readonly string[];
  readonly with?: string;
  /** What is to be true of the readings, in place of the usual. */
  readonly expect?: string;
}

/** At QoS 1 what was not acknowledged may come twice. */
const TWICE = 'lost: 0, duplicates: at most 30, order: kept';
const ONCE = 'lost: 0, duplicates: 0, order: kept';

const CASES: Readonly<Record<string, Case>> = {
  'wifi.gone': { sees: ['wifi lost within 1s'], expect: TWICE },
  'wifi.password': { sees: ['wifi lost within 1s', 'wifi failed within 1m'], expect: TWICE },
  'wifi.weak': { sees: ['wifi lost within 1s'], expect: TWICE },
  'wifi.slow-dhcp': { sees: ['wifi lost within 1s', 'wifi joined within 30s'], expect: TWICE },
  'tcp.reset': { sees: ['mqtt lost within 1s', 'mqtt connected within 10s'], expect: TWICE },
  'tcp.half-open': { sees: ['mqtt lost within 1m'], expect: TWICE },
  'tcp.slow': { sees: ['reading within 20s'] },
  'tcp.narrow': { sees: ['reading within 20s'] },
  'tcp.split': { sees: ['reading within 11s', 'no mqtt lost for 5m'] },
  'tcp.merged': { sees: ['reading within 12s', 'no mqtt lost for 5m'] },
  'broker.down': { sees: ['mqtt lost within 1s', 'mqtt failed within 1m'], expect: TWICE },
  'broker.refuses': {
    with: 'code: 4',
    sees: ['mqtt lost within 1s', 'mqtt failed within 1m'],
    expect: TWICE,
  },
  'broker.no-connack': { sees: ['mqtt lost within 1s', 'mqtt failed within 1m'], expect: TWICE },
  'broker.no-acknowledgement': {
    sees: ['mqtt lost within 1m'],
    expect: 'lost: 0, duplicates: at most 300, order: kept',
  },
  'broker.no-pingresp': { sees: ['reading within 11s'] },
  'broker.kicks': { sees: ['mqtt lost within 1s', 'mqtt connected within 10s'], expect: TWICE },
  'sensor.unplugged': { sees: ['sensor failed within 11s'] },
  'sensor.checksum': { with: 'percent: 100', sees: ['sensor failed within 13s'] },
  'sensor.short-frame': { with: 'percent: 100', sees: ['sensor failed within 13s'] },
  'sensor.distorted': { with: 'percent: 100', sees: ['sensor failed within 13s'] },
  'sensor.shifted': { with: 'percent: 100', sees: ['sensor failed within 13s'] },
  'sensor.out-of-range': { with: 'percent: 100', sees: ['sensor failed within 13s'] },
  'sensor.implausible': { with: 'percent: 100', sees: ['sensor failed within 13s'] },
  'sensor.stuck': { sees: ['reading within 11s'] },
  'clock.no-server': { sees: ['reading within 11s'] },
  // With a time of day that is wrong readings cannot be matched with those that were accepted.
  'clock.jump': { sees: ['reading within 11s'], expect: 'dropped: 0' },
  'clock.wrap': { sees: ['boot within 1s', 'reading within 15s'], expect: TWICE },
  'power.cut': { sees: ['boot within 3s'], expect: TWICE },
  'power.cut-at-write': { with: 'write: 5', sees: ['boot within 30s'], expect: TWICE },
  'power.brown-out': { sees: ['boot within 1s'], expect: TWICE },
  'power.reset': { sees: ['boot within 1s'], expect: TWICE },
  'air.still': { sees: ['reading within 11s', 'no sensor failed for 5m'] },
  'air.wave': { sees: ['reading within 11s', 'no sensor failed for 5m'] },
  'home.door-open': { sees: ['alert door-at-night raised within 6m', 'call family within 6m'] },
  'home.pressure-high': { sees: ['alert pressure-high raised within 3m'] },
  'home.cuff-off': { sees: ['instrument failed within 5m'] },
  'home.acknowledge': { sees: ['no alert for 5m'] },
  'home.monitor-gone': { sees: ['no alert for 10m'] },
  'memory.write-refused': { sees: ['mqtt lost within 3m'], expect: TWICE },
};

function scenarioText(id: string, { sees, with: values, expect = ONCE }: Case): string {
  const lasts = FAULTS.find((fault) => fault.id === id)!.lasts;
  return [
    `title: ${id}`,
    'board: { every: 10s, id: board }',
    'lasts: 15m',
    ...(id.startsWith('home.') ? ['home-care: true'] : []),
    'timeline:',
    `  - { at: 2m, fault: ${id}${lasts ? ', for: 5m' : ''}${values ? `, with: { ${values} }` : ''} }`,
    ...sees.map((text) => {
      const [, awaited, kind, time] = /^(.+) (within|for) (\w+)$/.exec(text)!;
      return `  - { at: 2m, expect: ${awaited}, ${kind}: ${time} }`;
    }),
    '  - { at: 7m, expect: reading, within: 3m }',
    '  - { at: 10m, expect: status online }',
    `expect: { ${expect} }`,
  ].join('\n');
}

test('every fault has its case here', () => {
  deepEqual(Object.keys(CASES).sort(), FAULTS.map(({ id }) => id).sort());
});

for (const [id, one] of Object.entries(CASES)) {
  test(`${id}: it is seen, and afterwards all is well again`, async () => {
    const text = scenarioText(id, one);
    const parsed = parseScenario(text, { faults: FAULTS, readClimate: () => fail('no climate') });
    if (!parsed.ok) fail(parsed.problems.map((problem) => problemLine(id, problem)).join('\n'));
    const { scenario } = parsed;
    const log: string[] = [];
    const outcome = await play(scenario, {
      ...product(),
      ...{ engine: 'node', time: 'virtual' },
      log: (event) => log.push(JSON.stringify(event)),
    });
    const lines = report({ file: id, scenario, outcome });
    ok(outcome.met, [...lines, ...log.slice(0, 60)].join('\n'));
  });
}
