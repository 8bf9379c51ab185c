/** Requests and their responses, MQTT 5.0 clause 4.10. */

import type { Random } from '../../../../firmware/ports/random';
import { Requests, respond } from '../../../../firmware/mqtt/v5/requests';
import { deepEqual, equal } from '../../../kit/assert';
import { bytes, field, text } from '../../../kit/bytes';
import { ack5, connected5, type Fixture5, publish5, PUBACK } from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

const TOPIC = 'esp32/response';

/** What is random in this life. */
const LIFE = [0xde, 0xad, 0xbe, 0xef];
const lifeOf = (life: readonly number[]): Random => ({ fill: (into) => into.set(life) });

/** The properties of a request, and of its response. */
const asked = (number: number): Uint8Array => bytes(8, field(TOPIC), correlated(number));
const correlated = (number: number): Uint8Array => bytes(9, field(LIFE, 0, 0, 0, number));

async function asking(): Promise<{ fixture: Fixture5; requests: Requests }> {
  const fixture = await connected5({ session: {} });
  const requests = new Requests(fixture.session, fixture.clock, lifeOf(LIFE), TOPIC);
  fixture.session.setHandler((message) => void requests.take(message));
  return { fixture, requests };
}

/** What a request came to, in words. */
async function told(outcome: Promise<Uint8Array | string>): Promise<string> {
  const answer = await outcome;
  return typeof answer === 'string' ? answer : text(answer);
}

test('a request names the topic of its response, and what the response has to repeat', async () => {
  const { fixture, requests } = await asking();
  void requests.send('time', 'now');
  deepEqual(fixture.socket.take(), publish5(0x32, 'time', 2, 'now', asked(1)));
  void requests.send('time', 'now', { qos: 0 });
  deepEqual(fixture.socket.take(), publish5(0x30, 'time', 0, 'now', asked(2)));
});

test('responses come to their requests, in whatever order, and are not mixed up', async () => {
  const { fixture, requests } = await asking();
  const outcomes = ['a', 'b'].map((payload) => told(requests.send('time', payload)));
  await fixture.receive(
    publish5(0x32, TOPIC, 8, 'to b', correlated(2)),
    publish5(0x32, TOPIC, 9, 'to a', correlated(1)),
  );
  deepEqual(await Promise.all(outcomes), ['to a', 'to b']);
});

test('a response outlasts the buffer in which it came', async () => {
  const { fixture, requests } = await asking();
  const outcome = requests.send('time', 'now');
  await fixture.receive(publish5(0x32, TOPIC, 8, 'kept', correlated(1)));
  await fixture.receive(publish5(0x30, 'other', 0, 'overwrites'));
  equal(await told(outcome), 'kept');
});

test('a request that nobody answers is told after its time, and a late response changes nothing', async () => {
  const { fixture, requests } = await asking();
  let outcome = '';
  void told(requests.send('time', 'now', { timeoutMs: 3_000 })).then((came) => (outcome = came));
  await fixture.receive(ack5(PUBACK, 2));
  await fixture.pass(2_999);
  equal(outcome, '');
  await fixture.pass(1);
  equal(outcome, 'timeout');
  await fixture.receive(publish5(0x32, TOPIC, 8, 'late', correlated(1)));
  equal(outcome, 'timeout');
});

test('a request that the server refuses is told at once, and leaves no timer', async () => {
  const fixture = await connected5({ session: { acknowledgementTimeoutMs: 0 } });
  const requests = new Requests(fixture.session, fixture.clock, lifeOf(LIFE), TOPIC);
  const outcome = requests.send('time', 'now');
  await fixture.receive(ack5(PUBACK, 2, 0x87));
  equal(await told(outcome), 'refused');
  equal(await told(requests.send('a/#', 'now')), 'dropped');
  await fixture.client.disconnect();
  equal(fixture.clock.runNext(Number.MAX_SAFE_INTEGER), false);
});

test('what is no response to one of ours is left alone', async () => {
  const { fixture, requests } = await asking();
  let isSettled = false;
  void requests.send('time', 'now').then(() => (isSettled = true));
  await fixture.receive(
    publish5(0x32, TOPIC, 7, 'without'),
    publish5(0x32, TOPIC, 8, 'unknown', correlated(9)),
    publish5(0x32, TOPIC, 9, 'short', 9, field(1)),
    publish5(0x32, 'other', 10, 'elsewhere', correlated(1)),
  );
  equal(isSettled, false);
  const message = { topic: 'other', payload: bytes(), qos: 1, retain: false, dup: false };
  equal(requests.take(message), false);
  equal(requests.take({ ...message, topic: TOPIC }), true);
});

test('a request is answered where it says, with what it wants repeated', async () => {
  const fixture = await connected5({ session: {} });
  const answered: boolean[] = [];
  fixture.session.setHandler((message) => {
    answered.push(respond(fixture.session, message, 'noon'));
  });
  await fixture.receive(publish5(0x32, 'time', 7, 'now', 8, field('to/me'), 9, field('x')));
  await fixture.receive(publish5(0x32, 'time', 8, 'now', 8, field('to/me')));
  await fixture.receive(publish5(0x32, 'time', 9, 'no request'));
  deepEqual(answered, [true, true, false]);
  deepEqual(
    fixture.socket.take(),
    bytes(
      publish5(0x32, 'to/me', 2, 'noon', 9, field('x')),
      ack5(PUBACK, 7),
      publish5(0x32, 'to/me', 3, 'noon'),
      ack5(PUBACK, 8),
      ack5(PUBACK, 9),
    ),
  );
});

test('a request that comes with a wildcard where its response should go is not answered', async () => {
  const fixture = await connected5({ session: {} });
  fixture.session.setHandler((message) => {
    respond(fixture.session, message, 'noon');
  });
  await fixture.receive(publish5(0x32, 'time', 7, 'now', 8, field('to/#')));
  deepEqual(fixture.socket.take(), ack5(PUBACK, 7));
});

test('an answer to a request from before a restart is nobody’s', async () => {
  const { fixture, requests } = await asking();
  const outcome = told(requests.send('service', 'is the door shut?'));
  const before = bytes(9, field([1, 2, 3, 4], 0, 0, 0, 1)); // Correlation Data of another life
  await fixture.receive(publish5(0x32, TOPIC, 8, 'oven: 220', before));
  await fixture.receive(publish5(0x32, TOPIC, 9, 'yes', correlated(1)));
  equal(await outcome, 'yes');
});
