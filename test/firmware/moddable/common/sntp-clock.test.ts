import { SntpClock } from '../../../../firmware/moddable/common/sntp-clock';
import { deepEqual, equal, throws } from '../../../kit/assert';
import SNTP, { lastRequest, server } from '../../../kit/sdk/sntp';
import { timesSet } from '../../../kit/sdk/time';
import { pass } from '../../../kit/sdk/timer';
import { test } from '../../../kit/test';

const NOW_S = 1_795_000_000;
/** A packet whose time is zero, as the SDK reads it. */
const NO_TIME_S = 2_085_978_496;

/** Asks for the time; the list gets what comes back. */
function asked() {
  const got: string[] = [];
  const clock = new SntpClock('pool.ntp.org');
  timesSet.length = 0;
  const ask = (): void => {
    clock.synchronize((error) => got.push(error ? error.message : 'set'));
  };
  ask();
  return { got, clock, ask };
}

test('an answer sets the clock', () => {
  const { got } = asked();
  equal(lastRequest().host, 'pool.ntp.org');
  lastRequest().tell(SNTP.time, NOW_S);
  deepEqual(got, ['set']);
  deepEqual(timesSet, [NOW_S]);
});

for (const [what, value] of [
  ['the zero of a server without a time', NO_TIME_S],
  ['a time long past', 1_000_000_000],
  ['nothing', undefined],
] as const) {
  test(`${what} sets no clock, and is told`, () => {
    const { got } = asked();
    lastRequest().tell(SNTP.time, value);
    deepEqual(got, ['the time server has no time itself']);
    deepEqual(timesSet, []);
  });
}

test('the SDK’s own tries go on unseen, and its failure is told with its words', () => {
  const { got } = asked();
  lastRequest().tell(SNTP.retry);
  deepEqual(got, []);
  equal(lastRequest().tell(SNTP.error, 'no response from SNTP server'), undefined);
  deepEqual(got, ['no response from SNTP server']);
});

test('a request that is over makes room for the next, also from inside its callback', () => {
  const clock = new SntpClock('pool.ntp.org');
  const got: string[] = [];
  clock.synchronize(() => {
    got.push('first');
    clock.synchronize(() => got.push('second'));
  });
  throws(() => clock.synchronize(() => undefined), 'under way');
  const first = lastRequest();
  first.tell(SNTP.error, 'no response');
  const second = lastRequest();
  first.tell(SNTP.time, NOW_S);
  deepEqual(got, ['first']);
  second.tell(SNTP.time, NOW_S);
  deepEqual(got, ['first', 'second']);
});

test('without a network the failure is told in a turn of its own', () => {
  server.failure = new Error('no network');
  const { got, ask } = asked();
  server.failure = undefined;
  deepEqual(got, []);
  throws(ask, 'under way');
  pass(10);
  deepEqual(got, ['no network']);
  ask();
  lastRequest().tell(SNTP.time, NOW_S);
  deepEqual(got, ['no network', 'set']);
});

test('a request that is cancelled is closed, calls nobody and sets nothing', () => {
  const { got, clock, ask } = asked();
  const request = lastRequest();
  clock.cancel();
  clock.cancel();
  equal(request.closings, 1);
  request.tell(SNTP.time, NOW_S);
  deepEqual([got, timesSet], [[], []]);
  ask();
  lastRequest().tell(SNTP.time, NOW_S);
  deepEqual(got, ['set']);
});

test('a failure for want of a network is cancelled too', () => {
  server.failure = new Error('no network');
  const { got, clock } = asked();
  server.failure = undefined;
  clock.cancel();
  pass(10);
  deepEqual(got, []);
});
