/** What is stored packed, and made when it is sent. */

import { Outbox } from '../../../../firmware/mqtt/outbox/outbox';
import type { GivenUp } from '../../../../firmware/mqtt/session/store';
import { deepEqual, equal } from '../../../kit/assert';
import { text } from '../../../kit/bytes';
import { FORM, partitionOf, waitingOf } from '../../../kit/outbox';
import { test } from '../../../kit/test';

test('samples are packed, and made when they are sent, with their own time', () => {
  const outbox = new Outbox(partitionOf(5), { forms: [FORM] });
  equal(outbox.addSample(0, { unixS: 1_800_000_000 }, Uint8Array.of(1, 2)), undefined);
  const next = outbox.next()!;
  equal(text(next.topic), 'home/reading');
  equal(text(next.payload), '1,2@1800000000');
});

test('samples from before the clock was set get their date once it is, also after a restart', () => {
  const partition = partitionOf(5);
  const first = new Outbox(partition, { forms: [FORM] });
  first.addSample(0, { sinceStartMs: 1_500 }, Uint8Array.of(1));
  // The power goes before the clock is set: nobody will know.
  const second = new Outbox(partition, { forms: [FORM] });
  second.addSample(0, { sinceStartMs: 700 }, Uint8Array.of(2));
  second.clockSet(1_800_000_000_400);
  second.addSample(0, { unixS: 1_800_000_005 }, Uint8Array.of(3));
  const third = new Outbox(partition, { forms: [FORM] });
  third.addSample(0, { sinceStartMs: 0 }, Uint8Array.of(4));
  deepEqual(waitingOf(third), ['1@null', '2@1800000001', '3@1800000005', '4@null']);
});

test('a form that keeps some gives up its oldest, after a restart too', () => {
  const partition = partitionOf(5);
  const forms = [{ ...FORM, keep: 3 }];
  const add = (outbox: Outbox, n: number): void => {
    equal(outbox.addSample(0, { unixS: n }, Uint8Array.of(n)), undefined);
  };
  const before = new Outbox(partition, { forms });
  for (let n = 1; n <= 4; n++) add(before, n);
  equal(before.dropped, 1);
  const after = new Outbox(partition, { forms });
  add(after, 5);
  deepEqual(
    waitingOf(after),
    ['3,@3', '4,@4', '5,@5'].map((line) => line.replace(',', '')),
  );
});

test('samples whose time is over are given up when their turn comes, and counted', () => {
  let nowS: number | undefined = 1_000;
  const forms = [{ ...FORM, expiryS: 60 }];
  const outbox = new Outbox(partitionOf(5), { forms, nowS: () => nowS });
  const gone: [string, GivenUp][] = [];
  outbox.onGivenUp = ({ payload }, why) => gone.push([text(payload), why]);
  outbox.addSample(0, { unixS: 900 }, Uint8Array.of(1));
  outbox.addSample(0, { unixS: 990 }, Uint8Array.of(2));
  nowS = 1_010;
  const next = outbox.next()!;
  equal(text(next.payload), '2@990');
  equal(next.expiryS, 40);
  deepEqual(gone, [['1@900', 'expired']]);
  deepEqual([outbox.expired, outbox.waiting], [1, 1]);
});

test('the default partition of a board holds a day of readings, one every ten seconds', () => {
  const partition = partitionOf(110);
  const outbox = new Outbox(partition, { forms: [FORM], whenFull: 'refuse newest' });
  const day = 8_640;
  for (let n = 0; n < 2 * day; n++) {
    equal(outbox.addSample(0, { unixS: n }, Uint8Array.of(1, 2, 3, 4)), undefined);
  }
  equal(new Outbox(partition, { forms: [FORM] }).waiting, 2 * day);
});

test('a clock that is not set for two months takes nothing from the time of a sample', () => {
  const partition = partitionOf(5);
  const outbox = new Outbox(partition, { forms: [FORM] });
  const sixtyDaysMs = 60 * 86_400_000;
  outbox.addSample(0, { sinceStartMs: sixtyDaysMs + 2_000 }, Uint8Array.of(1));
  outbox.clockSet(1_800_000_000_000);
  deepEqual(waitingOf(outbox), [`1@${1_800_000_000 + 60 * 86_400 + 2}`]);
});
