/**
 * QoS 0, 1 and 2 across a broken connection: of ten messages the acknowledgements of the
 * first three are lost, four to six are lost themselves, and then the plug is pulled.
 */

import { lecture, Peer, say } from './desk';

const COUNT = 10;

await lecture(async () => {
  for (const qos of [0, 1, 2]) {
    const topic = `lecture/qos/${qos}`;
    const subscriber = new Peer(`lecture-subscriber-${qos}`);
    await subscriber.connect();
    await subscriber.subscribe(topic, 2);
    const publisher = new Peer(`lecture-publisher-${qos}`);
    await publisher.connect({ cleanSession: true });
    await publisher.leave();
    await publisher.connect({ cleanSession: false });
    const receipts = [];
    for (let number = 1; number <= COUNT; number++) {
      if (number === 1) publisher.cable = 'deaf';
      if (number === 4) {
        // At QoS 2 the broker hands on nothing before it is released.
        if (qos < 2) await subscriber.hears(3);
        publisher.cable = 'cut';
      }
      receipts.push(publisher.session.deliver(topic, String(number), { qos }));
      if (number === 6) {
        publisher.pullPlug();
        await publisher.connect({ cleanSession: false });
      }
    }
    await Promise.all(receipts.map((receipt) => receipt.settled));
    await subscriber.hears(() => subscriber.received.includes(`${topic} ${COUNT}`));
    const numbers = subscriber.received.map((line) => Number(line.split(' ')[1]));
    const arrived = new Set(numbers).size;
    const again = numbers.length - arrived;
    say(`QoS ${qos}: ${arrived} of ${COUNT} arrived, ${again} of them twice`);
    await publisher.leave();
    await publisher.connect({ cleanSession: true });
    await publisher.leave();
    await subscriber.leave();
  }
});
