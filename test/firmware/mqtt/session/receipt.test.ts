/** Who is told of the end of a message may deliver the next at once, and nothing is lost by that. */

import { deepEqual, equal } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { NEW, puback, publish, pubrec, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

test('at the end of a message that the server has had, when it forgets the session', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  const { session } = fixture;
  const states: string[] = [];
  session.deliver('t', 'a', { qos: 2 }).whenSettled(({ state }) => {
    states.push(state);
    session.deliver('t', 'next').whenSettled((receipt) => states.push(receipt.state));
  });
  await fixture.receive(pubrec(2));
  session.deliver('t', 'b');
  await fixture.lose();
  await fixture.reconnect(NEW);
  // What was open goes first.
  deepEqual(
    fixture.socket.take(),
    bytes(publish(0x32, 't', 3, 'b'), publish(0x32, 't', 4, 'next')),
  );
  await fixture.receive(puback(3), puback(4));
  deepEqual(states, ['acknowledged', 'acknowledged']);
  equal(session.pending, 0);
});

test('when a message has expired', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  await fixture.lose();
  const { session } = fixture;
  session.deliver('t', 'old', { expiryS: 1 }).whenSettled(({ state }) => {
    session.deliver('t', `behind ${state}`);
  });
  await fixture.pass(1_500);
  equal(session.pending, 1);
  await fixture.reconnect(NEW);
  deepEqual(fixture.socket.take(), publish(0x32, 't', 2, 'behind expired'));
});

test('one that is settled already tells at once', async () => {
  const fixture = new SessionFixture();
  let told = '';
  fixture.session.deliver('a/#', 'x').whenSettled(({ state, reason }) => {
    told = `${state}: ${reason}`;
  });
  equal(told, 'dropped: bad topic');
  await fixture.pass();
});
