/** A retained message: who subscribes later gets the last value at once. */

import { lecture, Peer, say } from './desk';

const TOPIC = 'lecture/door';

await lecture(async () => {
  const publisher = new Peer('lecture-publisher');
  await publisher.connect();
  await publisher.publish(TOPIC, 'closed', { retain: true });
  await publisher.publish(TOPIC, 'open', { retain: true });
  await publisher.publish(`${TOPIC}/bell`, 'rings');
  say('published: door closed, door open (both retained), bell rings (not retained)');

  const late = new Peer('lecture-late');
  await late.connect();
  await late.subscribe('lecture/door/#');
  await late.hears(1);
  await publisher.publish('lecture/door/end', 'x');
  await late.hears(() => late.received.includes('lecture/door/end x'));
  say(`a subscriber that comes later hears: ${late.received[0]}`);
  say(`it does not hear of the bell: ${late.received.length === 2 ? 'right' : 'wrong'}`);

  await publisher.publish(TOPIC, '', { retain: true });
  const later = new Peer('lecture-later');
  await later.connect();
  await later.subscribe('lecture/door/#');
  await publisher.publish('lecture/door/end', 'y');
  await later.hears(1);
  say(
    `after an empty retained message nothing is kept: ${later.received[0] === 'lecture/door/end y' ? 'right' : 'wrong'}`,
  );
  for (const peer of [late, later, publisher]) await peer.leave();
});
