import { Observer } from '../../../host-sim/scenario/observer';
import type { Settings } from '../../../firmware/station/settings';
import type { LoggedEvent } from '../../../host-sim/log-lines';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

const SETTINGS = { base: 'home' } as Settings;
const BOOT: LoggedEvent = { level: 'info', event: 'boot', id: 'a', reset: 'power on' };
const START_UNIX_MS = 1_000_000_000_700;

function accepted(temperature: number, atMs: number): LoggedEvent {
  return { level: 'debug', event: 'accepted', temperature, humidity: 40, atMs };
}

function bytes(value: object | string): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}

/** An observer of a station that has just started, and the names of what it sees. */
function started(): { readonly observer: Observer; readonly seen: string[] } {
  const seen: string[] = [];
  const observer = new Observer((sighting) => {
    seen.push(sighting.kind === 'event' ? sighting.event : sighting.kind);
  });
  observer.booted(SETTINGS, START_UNIX_MS);
  observer.told(BOOT, 0);
  return { observer, seen };
}

test('a reading is expected with the second of its own measurement', () => {
  const { observer } = started();
  observer.told(accepted(20, 2_299), 2_400); // 2.999 s past a full second
  const reading = { deviceID: 'a', temperature: 20, timestamp: 1_000_000_002, humidity: 40 };
  observer.message('home/a/reading', bytes(reading), 2_500);
  const { arrived, lost, strangers } = observer.ledger.tally();
  deepEqual([arrived, lost, strangers], [1, 0, 0]);
});

test('in real time the board may have looked at the clock in another second', () => {
  for (const [strayS, lost] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const observer = new Observer(() => undefined, strayS);
    observer.booted(SETTINGS, START_UNIX_MS);
    observer.told(BOOT, 0);
    observer.told(accepted(20, 2_299), 2_400);
    const reading = { deviceID: 'a', temperature: 20, timestamp: 1_000_000_003, humidity: 40 };
    observer.message('home/a/reading', bytes(reading), 2_500);
    equal(observer.ledger.tally().lost, lost);
  }
});

test('times and drops are counted from the last start', () => {
  const { observer } = started();
  observer.told(accepted(20, 2_000), 2_000);
  observer.told({ level: 'warn', event: 'backlog', dropped: 1, waiting: 1 }, 2_000);
  observer.booted(SETTINGS, START_UNIX_MS + 60_000);
  observer.told(accepted(21, 2_000), 62_000);
  observer.told({ level: 'warn', event: 'backlog', dropped: 1, waiting: 1 }, 62_000);
  const reading = { temperature: 21, timestamp: 1_000_000_062, humidity: 40 };
  observer.message('home/a/reading', bytes(reading), 63_000);
  const { accepted: count, arrived, dropped } = observer.ledger.tally();
  deepEqual([count, arrived, dropped], [2, 1, 2]);
});

test('only the station’s own topics are of interest', () => {
  const { observer, seen } = started();
  observer.message('home/a/status', bytes('online'), 1);
  observer.message('home/b/status', bytes('offline'), 2);
  observer.message('$SYS/heartbeat', bytes('x'), 3);
  deepEqual(seen, ['boot', 'status']);
  equal(observer.history.status, 'online');
});

test('what is no reading is a stranger', () => {
  const { observer } = started();
  observer.message('home/a/reading', bytes('{'), 1);
  observer.message('home/a/reading', bytes('null'), 1);
  equal(observer.ledger.tally().strangers, 2);
});
