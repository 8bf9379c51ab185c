/** Topic aliases both ways, MQTT 5.0 clause 3.3.2.3.4. */

import { IncomingAliases, OutgoingAliases } from '../../../../firmware/mqtt/v5/topic-aliases';
import { equal } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { test } from '../../../kit/test';

const TOPICS: readonly Uint8Array[] = ['home/a', 'home/b', 'home/c'].map((text) => bytes(text));
const [A, B, C] = TOPICS as [Uint8Array, Uint8Array, Uint8Array];

function given(most: number, maximum: number, topics: readonly Uint8Array[]): OutgoingAliases {
  const aliases = new OutgoingAliases(most);
  aliases.reset(maximum);
  for (const topic of topics) aliases.add(topic);
  return aliases;
}

test('the first topics get the aliases, from 1 on, and keep them [MQTT-3.3.2-8]', () => {
  const aliases = given(8, 8, []);
  equal(aliases.find(A), 0);
  equal(aliases.next, 1);
  aliases.add(A);
  equal(aliases.next, 2);
  aliases.add(B);
  equal(aliases.find(A), 1);
  equal(aliases.find(B), 2);
  equal(aliases.find(C), 0);
});

test('a topic is found by its bytes, wherever they lie', () => {
  const aliases = given(8, 8, [A, B]);
  equal(aliases.find(A.slice()), 1);
  equal(aliases.find(bytes('x', B).subarray(1)), 2);
  equal(aliases.find(bytes('home/')), 0);
  equal(aliases.find(bytes('home/aa')), 0);
});

test('no alias is above what the server takes, nor above our own limit [MQTT-3.3.2-9]', () => {
  equal(given(8, 1, [A]).next, 0);
  equal(given(1, 8, [A]).next, 0);
  equal(given(2, 8, [A]).next, 2);
  equal(given(0, 8, []).next, 0);
  equal(given(8, 0, []).next, 0);
});

test('a topic that is a part of something larger does not keep all of it in memory', () => {
  const large = new Uint8Array(10_000);
  large.set(A, 100);
  const aliases = given(8, 8, [large.subarray(100, 100 + A.length)]);
  large.fill(0);
  equal(aliases.find(A), 1);
});

test('with a new connection all of them are forgotten [MQTT-3.3.2-7]', () => {
  const aliases = given(8, 8, [A]);
  aliases.reset(8);
  equal(aliases.find(A), 0);
  equal(aliases.next, 1);
});

test('before anything is known of the server there are none [MQTT-3.2.2-18]', () => {
  equal(new OutgoingAliases(8).next, 0);
});

test('an alias that comes in stands for its topic, the one it was given last', () => {
  const aliases = new IncomingAliases(4);
  equal(aliases.topic(0), undefined);
  equal(aliases.topic(4), undefined);
  aliases.set(4, 'a');
  aliases.set(1, 'b');
  equal(aliases.topic(4), 'a');
  equal(aliases.topic(1), 'b');
  equal(aliases.topic(2), undefined);
  equal(aliases.topic(0), undefined);
  aliases.set(4, 'c');
  equal(aliases.topic(4), 'c');
  aliases.reset();
  equal(aliases.topic(4), undefined);
});
