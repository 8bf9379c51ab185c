import { awaitedOf, AWAITED } from '../../../host-sim/scenario/awaited';
import { History, type Sighting } from '../../../host-sim/scenario/history';
import type { ExpectStep } from '../../../host-sim/scenario/scenario';
import { type Result, stepText, Watch } from '../../../host-sim/scenario/watch';
import { deepEqual, equal, fail, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const ONLINE: Sighting = { kind: 'status', status: 'online' };
const READING: Sighting = { kind: 'reading' };
const LOST: Sighting = { kind: 'event', event: 'mqtt', state: 'lost' };

function step(text: string, withinMs = 10_000): ExpectStep {
  const awaited = awaitedOf(text);
  if (typeof awaited === 'string') fail(awaited);
  return { kind: 'expect', atMs: 60_000, withinMs, awaited };
}

/** What comes of an expectation when `before` was seen a second before, and `after` one behind. */
function outcome(text: string, before: readonly Sighting[], after: readonly Sighting[]): Result {
  const history = new History();
  const watch = new Watch(step(text), history);
  for (const sighting of before) history.note(sighting, 59_000);
  watch.open();
  for (const sighting of after) {
    history.note(sighting, 61_000);
    watch.notice(sighting, 61_000);
  }
  return watch.close();
}

const CASES: readonly (readonly [string, Sighting[], Sighting[], boolean, string])[] = [
  ['status online', [ONLINE], [], true, 'it was so already'],
  ['status online', [], [ONLINE], true, 'status online at 1m 1s'],
  ['status online', [], [], false, 'no status so far'],
  ['status offline', [ONLINE], [], false, 'the last was status online at 59s'],
  ['reading', [READING], [], false, 'the last was reading at 59s'],
  ['reading', [], [READING], true, 'reading at 1m 1s'],
  ['no reading', [READING], [], true, 'none came'],
  ['no reading', [], [READING], false, 'reading at 1m 1s'],
  ['mqtt lost', [], [LOST], true, 'mqtt lost at 1m 1s'],
  ['mqtt', [], [LOST], true, 'mqtt lost at 1m 1s'],
  ['mqtt connected', [], [LOST], false, 'the last was mqtt lost at 1m 1s'],
  ['wifi lost', [], [LOST], false, 'no wifi so far'],
  ['no mqtt lost', [LOST], [], true, 'none came'],
];

for (const [text, before, after, met, seen] of CASES) {
  const between = [...before, '|', ...after].map((one) =>
    typeof one === 'string' ? one : one.kind,
  );
  test(`${text} is ${met ? 'met' : 'not met'} by ${between.join(' ')}`, () => {
    const result = outcome(text, before, after);
    deepEqual([result.met, result.seen], [met, seen]);
    equal(result.atMs, 60_000);
  });
}

test('a run that ends before is no proof of anything', () => {
  for (const text of ['status online', 'no reading']) {
    const result = new Watch(step(text), new History()).close(true);
    deepEqual([result.met, result.seen], [false, 'the run ended before']);
  }
});

test('an expectation is told as it was written', () => {
  equal(stepText(step('status online', 0)), 'status online');
  equal(stepText(step('reading', 20_000)), 'reading within 20s');
  equal(stepText(step('no mqtt lost', 60_000)), 'no mqtt lost for 1m');
});

test('everything that can be awaited is understood', () => {
  for (const text of AWAITED) equal(typeof awaitedOf(text), 'object', text);
  ok(AWAITED.includes('safe mode'));
});
