/** A durable subscription gets what came while its subscriber was away; one that is not durable loses it. */

import { lecture, Peer, say } from './desk';

const TOPIC = 'lecture/alarm';

await lecture(async () => {
  const publisher = new Peer('lecture-publisher');
  await publisher.connect();
  for (const durable of [false, true]) {
    const kind = durable ? 'durable' : 'not durable';
    const subscriber = new Peer(`lecture-${durable ? 'durable' : 'passing'}`);
    await subscriber.connect({ cleanSession: true }); // what an earlier run has left is gone
    await subscriber.leave();
    await subscriber.connect({ cleanSession: !durable });
    await subscriber.subscribe(TOPIC);
    await publisher.publish(TOPIC, 'one');
    await subscriber.hears(1);
    await subscriber.leave();
    await publisher.publish(TOPIC, 'two, while it was away');
    await subscriber.connect({ cleanSession: !durable });
    say(
      `${kind}: on its return the broker ${subscriber.client.sessionPresent() ? 'knows' : 'does not know'} its session`,
    );
    await publisher.publish(TOPIC, 'three');
    await subscriber.hears(() => subscriber.received.some((line) => line.endsWith('three')));
    say(
      `${kind}: it has heard ${subscriber.received.map((line) => `"${line.slice(TOPIC.length + 1)}"`).join(', ')}`,
    );
    await subscriber.leave();
    if (durable) {
      await subscriber.connect({ cleanSession: true });
      await subscriber.leave();
    }
  }
  await publisher.leave();
});
