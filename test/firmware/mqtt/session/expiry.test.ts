/** When messages that wait are worth nothing any more. */

import { Expiry } from '../../../../firmware/mqtt/session/expiry';
import { VirtualClock } from '../../../../host-sim/board/virtual-clock';
import { deepEqual, equal } from '../../../kit/assert';
import { test } from '../../../kit/test';

const DAY_S = 86_400;

/** An expiry on a clock at `startMs`; what it keeps are the deadlines in `open`. */
class Fixture {
  readonly clock = new VirtualClock();
  readonly open: (number | undefined)[] = [];
  /** When it was due, and what had then expired. */
  readonly due: (readonly [nowMs: number, gone: number])[] = [];
  readonly expiry: Expiry = new Expiry(() => {
    this.look();
  });

  constructor() {
    this.clock.advance(500);
    this.expiry.attach(this.clock);
  }

  add(expiryS: number | undefined): void {
    this.open.push(this.expiry.deadlineOf(expiryS));
  }

  /** As the session does: looks through the messages when it is time. */
  look(): void {
    if (!this.expiry.isDue) return;
    const kept = this.open.filter((deadlineMs) => this.expiry.keeps(deadlineMs));
    this.due.push([this.clock.now(), this.open.length - kept.length]);
    this.open.splice(0, this.open.length, ...kept);
  }

  pass(ms: number): void {
    const untilMs = this.clock.now() + ms;
    while (this.clock.runNext(untilMs));
    this.clock.advance(untilMs - this.clock.now());
  }
}

test('each message goes when its time is over, whatever the order in which they came', () => {
  const fixture = new Fixture();
  for (const expiryS of [5, 2, 9, undefined, 5]) fixture.add(expiryS);
  fixture.pass(1_999);
  deepEqual(fixture.due, []);
  fixture.pass(100_000);
  deepEqual(fixture.due, [
    [2_500, 1],
    [5_500, 2],
    [9_500, 1],
  ]);
  deepEqual(fixture.open, [undefined]);
});

test('messages without an expiry need no timer', () => {
  const fixture = new Fixture();
  fixture.add(undefined);
  equal(fixture.clock.runNext(Number.MAX_SAFE_INTEGER), false);
  equal(fixture.expiry.isDue, false);
});

test('a message of a hundred days, more than a timer of 32 bits holds, goes after a hundred days', () => {
  const fixture = new Fixture();
  fixture.add(100 * DAY_S);
  fixture.pass(100 * DAY_S * 1000 - 1);
  deepEqual(fixture.due, []);
  fixture.pass(1);
  deepEqual(fixture.due, [[500 + 100 * DAY_S * 1000, 1]]);
});

test('who looks before the timer fires finds what is over, once', () => {
  const fixture = new Fixture();
  fixture.add(1);
  fixture.clock.advance(1_000);
  fixture.look();
  deepEqual(fixture.due, [[1_500, 1]]);
  equal(fixture.expiry.isDue, false);
  fixture.pass(100_000);
  equal(fixture.due.length, 1, 'the timer finds nothing more');
});

test('a message that came after another was done is waited for', () => {
  const fixture = new Fixture();
  fixture.add(1);
  fixture.pass(1_000);
  fixture.add(1);
  fixture.pass(1_000);
  deepEqual(fixture.due, [
    [1_500, 1],
    [2_500, 1],
  ]);
});

test('before there is a clock nothing has a deadline', () => {
  const expiry = new Expiry(() => undefined);
  equal(expiry.deadlineOf(5), undefined);
  equal(expiry.isDue, false);
  equal(expiry.keeps(0), true);
});
