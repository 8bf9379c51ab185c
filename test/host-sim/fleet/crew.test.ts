/** What the boards of a fleet tell, counted. */

import type { StationEvent } from '../../../firmware/station/events';
import { Crew } from '../../../host-sim/fleet/crew';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const CONNECTED: StationEvent = {
  ...{ level: 'info', event: 'mqtt', state: 'connected', broker: 'mqtt://b', clientId: 'a' },
};
const LOST: StationEvent = {
  ...{ level: 'warn', event: 'mqtt', state: 'lost', broker: 'mqtt://b', code: -3 },
  ...{ failure: 'closed', meaning: 'it was closed', check: 'the log' },
};

function sampled(ok = true): StationEvent {
  return { level: 'debug', event: 'sampled', sensor: 'DHT22', ok };
}

test('who is connected counts once, whatever is told again', () => {
  const crew = new Crew(3);
  crew.told(0, CONNECTED);
  crew.told(1, CONNECTED);
  crew.told(1, CONNECTED);
  crew.told(0, LOST);
  crew.told(0, LOST);
  deepEqual([crew.connected, crew.connectedMost], [1, 2]);
});

test('a connection behind a lost one is a reconnect', () => {
  const crew = new Crew(2);
  crew.told(0, CONNECTED);
  equal(crew.reconnects, 0);
  crew.told(0, LOST);
  crew.told(0, CONNECTED);
  equal(crew.reconnects, 1);
});

test('the same problem of many boards is told once and counted', () => {
  const crew = new Crew(2);
  const told: string[] = [];
  crew.onProblem = (board, text) => told.push(`${board} ${text}`);
  crew.told(0, LOST);
  crew.told(1, LOST);
  equal(told.length, 1);
  ok(told[0]!.startsWith('0 mqtt: lost mqtt://b: it was closed'), told[0]);
  deepEqual(
    crew.problems.map(({ times }) => times),
    [2],
  );
});

test('all have sampled when the slowest has, and one whose firmware has ended keeps nobody waiting', () => {
  const crew = new Crew(2);
  crew.told(0, sampled());
  crew.told(0, sampled(false));
  equal(crew.withSamples(2, 2), 1);
  equal(crew.failedSamples, 1);
  crew.died(1, 'TypeError: x');
  equal(crew.withSamples(2, 2), 2);
  ok(crew.problems[0]!.text.includes('TypeError: x'));
});
