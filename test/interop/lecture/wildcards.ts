/** Subscriptions with wildcards: `+` is one level, `#` all that follow. */

import { lecture, Peer, say } from './desk';

const FILTERS = ['home/kitchen/temperature', 'home/+/temperature', 'home/#', '#'];
const TOPICS = [
  'home/kitchen/temperature',
  'home/cellar/temperature',
  'home/cellar/humidity',
  'home',
  'garden/temperature',
  '$lecture/hidden', // names with $ are not matched by wildcards in the first level
];

await lecture(async () => {
  const publisher = new Peer('lecture-publisher');
  await publisher.connect();
  const subscribers: Peer[] = [];
  for (const [i, filter] of FILTERS.entries()) {
    const subscriber = new Peer(`lecture-wildcard-${i}`);
    await subscriber.connect();
    await subscriber.subscribe(filter);
    subscribers.push(subscriber);
  }
  for (const topic of TOPICS) await publisher.publish(topic, 'hello');
  // A last message that all of them can hear says that there is no more.
  for (const [i, subscriber] of subscribers.entries()) {
    await subscriber.subscribe('lecture/end');
    const before = subscriber.received.length;
    await publisher.publish('lecture/end', String(i));
    await subscriber.hears(() => subscriber.received.some((line) => line === `lecture/end ${i}`));
    const topics = subscriber.received
      .slice(0, Math.max(before, subscriber.received.length))
      .map((line) => line.split(' ')[0]!)
      .filter((topic) => topic !== 'lecture/end' && TOPICS.includes(topic));
    say(`${FILTERS[i]!.padEnd(26)} hears ${topics.join(', ')}`);
    await subscriber.leave();
  }
  await publisher.leave();
});
