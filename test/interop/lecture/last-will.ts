/** A last will: the broker says it for a client whose connection ends without a goodbye. */

import { lecture, Peer, say } from './desk';

const TOPIC = 'lecture/board/status';

await lecture(async () => {
  const witness = new Peer('lecture-witness');
  await witness.connect();
  await witness.subscribe(TOPIC);
  for (const goodbye of [true, false]) {
    const board = new Peer('lecture-board');
    await board.connect({ will: { topic: TOPIC, payload: 'offline', qos: 1, retain: true } });
    await board.publish(TOPIC, 'online', { retain: true });
    await witness.hears(() => witness.received.at(-1) === `${TOPIC} online`);
    if (goodbye) {
      await board.leave();
      await witness.subscribe('lecture/end');
      const marker = new Peer('lecture-marker');
      await marker.connect();
      await marker.publish('lecture/end', 'x');
      await witness.hears(() => witness.received.includes('lecture/end x'));
      await marker.leave();
      const silent = !witness.received.includes(`${TOPIC} offline`);
      say(`it says goodbye: the broker says ${silent ? 'nothing' : 'offline'}`);
    } else {
      board.pullPlug();
      await witness.hears(() => witness.received.at(-1) === `${TOPIC} offline`);
      say('its plug is pulled: the broker says offline');
    }
  }
  await witness.publish(TOPIC, '', { retain: true });
  await witness.leave();
});
