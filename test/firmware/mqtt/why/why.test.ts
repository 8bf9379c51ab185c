import type { Failure } from '../../../../firmware/mqtt/failures';
import { Why } from '../../../../firmware/mqtt/why/why';
import { equal, includes, ok } from '../../../kit/assert';
import { test } from '../../../kit/test';
import { VirtualClock } from '../../../kit/virtual-clock';

class Scene {
  readonly clock = new VirtualClock();
  readonly why = new Why(this.clock);

  /** A connection that is lost after so long. */
  short(ms: number, failure: Failure = 'connection lost'): void {
    this.why.connected();
    this.clock.advance(ms);
    this.why.failed(failure, -3);
    this.clock.advance(1_000);
  }
}

test('before anything has happened, and while it is well, there is no cause', () => {
  const { why } = new Scene();
  equal(why.cause, undefined);
  equal(why.text, 'not connected yet');
  why.connected();
  equal(why.cause, undefined);
  equal(why.text, 'connected');
});

const STAGES: readonly (readonly [Failure, number, string, string])[] = [
  ['host not found', -2, 'name', 'has no address'],
  ['unreachable', -2, 'connection', 'does not answer'],
  ['no CONNACK', -4, 'login', 'nothing is said'],
  ['refused', 4, 'login', 'code 4: wrong user name or password'],
  ['refused', 5, 'login', 'code 5: not authorised'],
  ['malformed: not a CONNACK', -2, 'login', 'not MQTT'],
  ['too long', -1, 'call', 'larger than the buffer'],
];

for (const [failure, state, stage, meaning] of STAGES) {
  test(`${failure} (${state}) is a matter of the ${stage}, and says what to check`, () => {
    const { why } = new Scene();
    why.failed(failure, state);
    equal(why.cause?.stage, stage);
    includes(why.text, `${stage}: `);
    includes(why.text, meaning);
    ok(why.cause!.check.length > 0);
  });
}

test('what ends a connection that held is a matter of the session', () => {
  const scene = new Scene();
  scene.short(60_000, 'no PINGRESP');
  equal(scene.why.cause?.stage, 'session');
  scene.short(60_000, 'malformed: UTF-8');
  equal(scene.why.cause?.stage, 'session');
});

test('three short connections in a row point at another client with the same id', () => {
  const scene = new Scene();
  scene.short(500);
  scene.short(500);
  ok(!scene.why.text.includes('again and again'));
  scene.why.failed('unreachable', -2); // in between: says nothing about it
  scene.short(500);
  includes(scene.why.text, 'no other client has the same id: each takes the place of the other');
});

test('a connection that held begins the count anew', () => {
  const scene = new Scene();
  scene.short(500);
  scene.short(500);
  scene.short(11_000);
  scene.short(500);
  ok(!scene.why.text.includes('again and again'));
});

test('being connected again forgets the cause, not the count', () => {
  const scene = new Scene();
  for (let i = 0; i < 3; i++) scene.short(500);
  scene.why.connected();
  equal(scene.why.cause, undefined);
  scene.clock.advance(500);
  scene.why.failed('connection lost', -3);
  includes(scene.why.text, 'again and again');
});
