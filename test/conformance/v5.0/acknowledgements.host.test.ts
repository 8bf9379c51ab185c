/** PUBACK, PUBREC, PUBREL and PUBCOMP, MQTT 5.0 clauses 3.4 to 3.7: reason codes, and what they do. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { test } from '../../kit/test';
import { packet, two } from '../kit/layout';
import { DUP, NOT_FOUND, QOS1, QOS2 } from '../kit/version';
import { begun5, four, properties } from './conversation';
import { V5_0 } from './version';

const PUBACK = 0x40;
const PUBREC = 0x50;
const PUBREL = 0x62;
const PUBCOMP = 0x70;
const UNSPECIFIED_ERROR = 0x80;

/** An acknowledgement with its reason code and without properties. */
function ack(first: number, id: number, reason: number): Uint8Array {
  return packet(
    first, // type and flags
    two(id), // Packet Identifier
    reason, // Reason Code
  );
}

/** The least that a server can take: as large as an acknowledgement with its reason, and no larger. */
const SMALLEST = [39, four(5)]; // Maximum Packet Size

test('a PUBACK says success, or an error when the program refuses, and fits the smallest server [MQTT-3.4.2-1, MQTT-3.4.2-2, MQTT-3.4.2-3]', async () => {
  const conversation = await begun5(SMALLEST);
  conversation.session.setHandler(refusing('refused'), { afterFailure: 'refuse' });
  await conversation.receive(V5_0.publish(QOS1, 't', 5, 'taken'));
  await conversation.receive(V5_0.publish(QOS1, 't', 6, 'refused'));
  await conversation.pass(7_000);
  deepEqual(conversation.broker.take(), bytes(V5_0.puback(5), ack(PUBACK, 6, UNSPECIFIED_ERROR)));
});

test('a PUBREC says success, or an error when the program refuses, and fits the smallest server [MQTT-3.5.2-1, MQTT-3.5.2-2, MQTT-3.5.2-3]', async () => {
  const conversation = await begun5(SMALLEST);
  conversation.session.setHandler(refusing('refused'), { afterFailure: 'refuse' });
  await conversation.receive(V5_0.publish(QOS2, 't', 5, 'taken'));
  await conversation.receive(V5_0.publish(QOS2, 't', 6, 'refused'));
  await conversation.pass(7_000);
  deepEqual(conversation.broker.take(), bytes(V5_0.pubrec(5), ack(PUBREC, 6, UNSPECIFIED_ERROR)));
});

test('a PUBREL says success, or that its message is not known, and fits the smallest server [MQTT-3.6.2-1, MQTT-3.6.2-2, MQTT-3.6.2-3]', async () => {
  const conversation = await begun5(SMALLEST);
  await conversation.receive(V5_0.pubrec(9));
  deepEqual(conversation.broker.take(), ack(PUBREL, 9, NOT_FOUND));

  const other = await begun5([]);
  other.session.deliver('t', 'a', { qos: 2 });
  await other.receive(V5_0.pubrec(2));
  other.says(...SMALLEST);
  deepEqual(await other.breakAndReturn(), V5_0.pubrel(2));
});

test('a PUBCOMP says success, or that its message is not known, and fits the smallest server [MQTT-3.7.2-1, MQTT-3.7.2-2, MQTT-3.7.2-3]', async () => {
  const conversation = await begun5(SMALLEST);
  await conversation.receive(V5_0.publish(QOS2, 't', 5, ''), V5_0.pubrel(5), V5_0.pubrel(5));
  deepEqual(
    conversation.broker.take(),
    bytes(V5_0.pubrec(5), V5_0.pubcomp(5), ack(PUBCOMP, 5, NOT_FOUND)),
  );
});

/** The codes of PUBACK and PUBREC that refuse a message, table 3-4. */
const REFUSALS: readonly number[] = [0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99];

for (const [qos, first] of [
  [1, PUBACK],
  [2, PUBREC],
] as const) {
  test(`a message at QoS ${qos} that the server refuses, with whichever code, is done and never sent again [MQTT-4.4.0-2]`, async () => {
    for (const reason of REFUSALS) {
      const conversation = await begun5([]);
      const receipt = conversation.session.deliver('t', 'x', { qos });
      conversation.broker.takePackets();
      await conversation.receive(ack(first, 2, reason));
      deepEqual(conversation.broker.take(), bytes());
      deepEqual([receipt.state, receipt.code], ['refused', reason]);
      deepEqual(await conversation.breakAndReturn(), bytes());
    }
  });

  test(`a message at QoS ${qos} that the client has refused is a new one when it comes again${qos === 2 ? ' [MQTT-4.3.3-9]' : ''}`, async () => {
    const conversation = await begun5([]);
    const seen: string[] = [];
    conversation.session.setHandler(refusing('a', seen), { afterFailure: 'refuse' });
    const type = qos === 1 ? QOS1 : QOS2;
    await conversation.receive(V5_0.publish(type, 't', 5, 'a'));
    await conversation.pass(7_000);
    conversation.broker.takePackets();
    await conversation.receive(V5_0.publish(type | DUP, 't', 5, 'b'));
    deepEqual(seen, ['a', 'a', 'a', 'a', 'b']);
    deepEqual(conversation.broker.take(), qos === 1 ? V5_0.puback(5) : V5_0.pubrec(5));
  });
}

test('a PUBREC without an error, whatever else it says, gets its PUBREL [MQTT-4.3.3-4]', async () => {
  for (const pubrec of [
    V5_0.pubrec(2),
    ack(PUBREC, 2, 0x00),
    ack(PUBREC, 2, 0x10), // No matching subscribers
    packet(PUBREC, two(2), 0x10, properties(31, field('nobody'))), // Reason String
  ]) {
    const conversation = await begun5([]);
    conversation.session.deliver('t', 'x', { qos: 2 });
    conversation.broker.takePackets();
    await conversation.receive(pubrec);
    deepEqual(conversation.broker.take(), V5_0.pubrel(2));
  }
});

test('a PUBREL or PUBCOMP for what is not known closes nothing, and ends the exchange [MQTT-4.3.3-5, MQTT-4.3.3-11]', async () => {
  const conversation = await begun5([]);
  const receipt = conversation.session.deliver('t', 'x', { qos: 2 });
  await conversation.receive(V5_0.pubrec(2));
  conversation.broker.takePackets();
  await conversation.receive(V5_0.pubcomp(2, NOT_FOUND), V5_0.pubrel(9, NOT_FOUND));
  equal(receipt.isSettled, true);
  deepEqual(conversation.broker.take(), V5_0.pubcomp(9, NOT_FOUND));
  deepEqual(await conversation.breakAndReturn(), bytes());
});

test('a message whose time is over while its handler works is acknowledged to the end [MQTT-4.3.3-13]', async () => {
  const conversation = await begun5([]);
  let finish: () => void = () => undefined;
  conversation.session.setHandler(() => new Promise((resolve) => (finish = resolve)), {
    asynchronous: true,
  });
  await conversation.receive(
    packet(
      QOS2, // PUBLISH
      field('t'), // Topic Name
      two(5), // Packet Identifier
      properties(2, four(1)), // Message Expiry Interval
      'x', // Payload
    ),
  );
  await conversation.pass(4_000);
  deepEqual(conversation.broker.take(), bytes());
  finish();
  await conversation.pass();
  deepEqual(conversation.broker.take(), V5_0.pubrec(5));
  await conversation.pass(4_000);
  await conversation.receive(V5_0.pubrel(5));
  deepEqual(conversation.broker.take(), V5_0.pubcomp(5));
});

/** A handler that fails on one payload. */
function refusing(wrong: string, seen: string[] = []) {
  return ({ payload }: { payload: Uint8Array }): void => {
    const what = String.fromArrayBuffer(payload.slice().buffer);
    seen.push(what);
    if (what === wrong) throw new Error('no room');
  };
}
