/** What goes wrong in the application's own code: reported, and nothing else suffers. */

import { deepEqual, equal, ok, throws } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { type ClientFixture, connectedFixture } from '../../kit/client';
import { test } from '../../kit/test';

/** A fixture whose client reports to `onFault`. */
function reportingFixture(
  onFault: (error: unknown) => void,
  setUp?: (fixture: ClientFixture) => void,
): Promise<ClientFixture> {
  return connectedFixture((fixture) => {
    fixture.client.setClient({ ...fixture.network.client, onFault });
    setUp?.(fixture);
  });
}

test('a callback that throws is reported, and neither message nor connection suffers', async () => {
  const faults: unknown[] = [];
  const fixture = await reportingFixture((error) => faults.push(error));
  let calls = 0;
  fixture.client.setCallback(() => {
    calls++;
    throw new Error('mine');
  });
  const packet = bytes(0x32, 11, field('topic'), [0, 7], 'hi');
  await fixture.receive(packet, packet);
  equal(calls, 2);
  equal(faults.length, 2);
  deepEqual(fixture.socket.take(), bytes(0x40, 2, 0, 7, 0x40, 2, 0, 7));
  equal(fixture.client.connected(), true);
});

test('an asynchronous callback that rejects is reported', async () => {
  const faults: unknown[] = [];
  const fixture = await reportingFixture((error) => faults.push(error));
  fixture.client.setCallback(() => Promise.reject(new Error('mine')), { asynchronous: true });
  await fixture.receive(0x30, 9, field('topic'), 'hi');
  equal(faults.length, 1);
});

test('without onFault the error leaves the client in a turn of its own', async () => {
  const fixture = await connectedFixture();
  fixture.client.setCallback(() => {
    throw new Error('mine');
  });
  let escaped: unknown;
  fixture.socket.send(bytes(0x30, 9, field('topic'), 'hi', 0x30, 9, field('topic'), 'ho'));
  try {
    fixture.clock.advance(0);
  } catch (error) {
    escaped = error;
  }
  ok(escaped instanceof Error && escaped.message === 'mine');
  equal(fixture.socket.unread, 0);
  equal(fixture.client.connected(), true);
});

test('a callback that rejects is reported even if it was not said to be asynchronous', async () => {
  const faults: unknown[] = [];
  const fixture = await reportingFixture((error) => faults.push(error));
  const callback = (): Promise<void> => Promise.reject(new Error('mine'));
  fixture.client.setCallback(callback);
  await fixture.receive(0x30, 9, field('topic'), 'hi');
  equal(faults.length, 1);
});

test('a close callback that throws or rejects is reported', async () => {
  const mine = new Error('mine');
  const throwing = (): void => {
    throw mine;
  };
  const rejecting = (): Promise<void> => Promise.reject(mine);
  for (const callback of [throwing, rejecting as () => void]) {
    const faults: unknown[] = [];
    const fixture = await reportingFixture(
      (error) => faults.push(error),
      ({ client }) => client.setCloseCallback(callback),
    );
    fixture.socket.end();
    await fixture.pass();
    deepEqual(faults, [mine]);
  }
});

test('a report that throws costs no acknowledgement, and leaves in a turn of its own', async () => {
  const fixture = await reportingFixture(() => {
    throw new Error('the report');
  });
  fixture.client.setCallback(() => {
    throw new Error('mine');
  });
  fixture.socket.send(bytes(0x32, 11, field('topic'), [0, 7], 'hi'));
  const escaped = throws(() => {
    fixture.clock.advance(0);
  }, 'the report');
  ok(escaped instanceof Error);
  deepEqual(fixture.socket.take(), bytes(0x40, 2, 0, 7));
  equal(fixture.client.connected(), true);
});

test('a write that throws does not leave the client: the connection is lost, in a turn of its own', async () => {
  const fixture = await connectedFixture();
  const lost: string[] = [];
  fixture.client.setCloseCallback((_state, failure) => {
    lost.push(failure);
  });
  fixture.socket.onWrite = () => {
    throw new Error('the write has failed');
  };
  fixture.client.publish('topic', 'hi');
  deepEqual(lost, []);
  await fixture.pass();
  deepEqual(lost, ['connection lost']);
  equal(fixture.client.connected(), false);
});
