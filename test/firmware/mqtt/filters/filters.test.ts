import { filterOf, Filters } from '../../../../firmware/mqtt/filters/filters';
import { asNumber, asText } from '../../../../firmware/mqtt/filters/payloads';
import { deepEqual, equal, throws } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import { ClientFixture } from '../../../kit/client';
import { test } from '../../../kit/test';

/** A PUBLISH at QoS 0. */
function publish(topic: string, payload: string): Uint8Array {
  const body = bytes(field(topic), payload);
  return bytes(0x30, body.length, body);
}

async function connected(filters: Filters): Promise<ClientFixture> {
  const fixture = new ClientFixture();
  fixture.client.setCallback(filters.callback);
  await fixture.connect();
  return fixture;
}

test('a message reaches every handler whose filter matches, in their order, and then everything', async () => {
  const filters = new Filters();
  const heard: string[] = [];
  filters.on('home/+room/temperature', asNumber, ({ value, levels }) => {
    heard.push(`${levels.room}: ${value}`);
  });
  filters.on('home/#rest', asText, ({ value, levels }) => {
    heard.push(`${levels.rest} = ${value}`);
  });
  filters.everything = (topic, payload, length) => {
    heard.push(`${topic} (${length}, ${payload.length})`);
  };
  const fixture = await connected(filters);
  await fixture.receive(publish('home/kitchen/temperature', '21.5'));
  await fixture.receive(publish('garden/temperature', '3'));
  deepEqual(heard, [
    'kitchen: 21.5',
    'kitchen/temperature = 21.5',
    'home/kitchen/temperature (4, 4)',
    'garden/temperature (1, 1)',
  ]);
});

test('a payload that is not what a handler wants is told, and the handler is left out', async () => {
  const filters = new Filters();
  const heard: number[] = [];
  const wrong: string[] = [];
  filters.on('t/+x', asNumber, ({ value }) => heard.push(value));
  filters.onMismatch = (topic, filter, payload) => {
    wrong.push(`${topic} by ${filter}: ${payload.length}`);
  };
  const fixture = await connected(filters);
  await fixture.receive(publish('t/a', 'warm'));
  await fixture.receive(publish('t/a', '20'));
  deepEqual(heard, [20]);
  deepEqual(wrong, ['t/a by t/+: 4']);
});

test('a handler that throws keeps no other from its message, and the error leaves', () => {
  const filters = new Filters();
  const heard: string[] = [];
  filters.on('a', asText, () => {
    throw new Error('on purpose');
  });
  filters.on('a', asText, ({ value }) => heard.push(value));
  filters.everything = () => heard.push('everything');
  const message = bytes('x');
  const error = throws(() => filters.callback('a', message, 1), 'on purpose');
  equal(error.message, 'on purpose');
  deepEqual(heard, ['x', 'everything']);
});

test('a handler can be taken back, also while a message is handed round', () => {
  const filters = new Filters();
  const heard: string[] = [];
  const off = filters.on('a', asText, () => {
    heard.push('first');
    off();
  });
  filters.on('a', asText, () => heard.push('second'));
  filters.callback('a', bytes('x'), 1);
  filters.callback('a', bytes('x'), 1);
  off();
  deepEqual(heard, ['first', 'second', 'second']);
});

test('what to subscribe with has no names', () => {
  equal(filterOf('home/+room/#rest'), 'home/+/#');
  throws(() => new Filters().on('a/#/b', asText, () => undefined), 'is no topic filter');
});
