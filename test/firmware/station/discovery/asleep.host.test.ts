/** What a waking does for Home Assistant: as little as can be. */

import { test } from 'node:test';
import { AsleepAnnouncer } from '../../../../firmware/station/discovery/asleep';
import type { Announced } from '../../../../firmware/station/extras';
import { Guard } from '../../../../firmware/station/guard';
import { Session } from '../../../../firmware/mqtt/session/session';
import { topicsOf } from '../../../../firmware/station/topics';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { StationFixture } from '../../../kit/station';

function boardOf(settings: object): Announced {
  const { ports, settings: checked } = new StationFixture({ settings });
  return {
    ports: { ...ports, reset: { ...ports.reset, reason: 'deep sleep' } },
    ...{ settings: checked, id: 'board', topics: topicsOf('pubsub-xs', 'board', undefined) },
    ...{ guard: new Guard(() => undefined), tell: () => undefined },
  };
}

const BOARD = boardOf({ discovery: {} });

/** How often JSON was written. */
function written(action: () => void): number {
  const { stringify } = JSON;
  let count = 0;
  JSON.stringify = (...args: unknown[]) => {
    count++;
    return (stringify as (...args: unknown[]) => string)(...args);
  };
  try {
    action();
  } finally {
    JSON.stringify = stringify;
  }
  return count;
}

function announcer(announced: number, intervalMs = 60_000): AsleepAnnouncer {
  return new AsleepAnnouncer(BOARD, intervalMs, announced);
}

test('the message is made once when it is to be told, and not at all when nothing is new', () => {
  const session = new Session();
  let mark = 0;
  const first = written(() => {
    const one = announcer(0);
    ok(one.packetBytes(false) > 600);
    mark = one.deliver(session);
  });
  equal(first, 1);
  ok(mark > 1);
  equal(session.pending, 1);
  const second = written(() => {
    const one = announcer(mark);
    equal(one.packetBytes(false), 0);
    equal(one.deliver(session), mark);
  });
  equal(second, 0);
  equal(session.pending, 1);
});

test('while messages wait there is room for one that an earlier waking has left', () => {
  const mark = announcer(0).deliver(new Session());
  ok(announcer(mark).packetBytes(true) > 600);
});

test('another interval, prefix, sensor or topic is news', () => {
  const mark = announcer(0).deliver(new Session());
  equal(announcer(mark).deliver(new Session()), mark);
  const others = [
    announcer(mark, 120_000),
    ...[
      { discovery: { prefix: 'ha' } },
      { discovery: {}, sensors: [{ model: 'DHT11', pin: 4 }] },
    ].map((settings) => new AsleepAnnouncer(boardOf(settings), 60_000, mark)),
    new AsleepAnnouncer(
      { ...BOARD, topics: topicsOf('pubsub-xs', 'board', 'attic') },
      60_000,
      mark,
    ),
  ];
  deepEqual(
    others.map((one) => one.deliver(new Session()) === mark),
    others.map(() => false),
  );
});

test('discovery that was switched off takes back what was told, and then looks no more', () => {
  const session = new Session();
  announcer(0).deliver(session);
  const off = { ...BOARD, settings: boardOf({}).settings };
  const mark = new AsleepAnnouncer(off, 60_000, 0).deliver(session);
  equal(session.pending, 2);
  equal(new AsleepAnnouncer(off, 60_000, mark).deliver(session), mark);
  equal(session.pending, 2);
});
