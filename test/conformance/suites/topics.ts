/** Topic names and filters, and text: what the client refuses to send. */

import { deepEqual, equal } from '../../kit/assert';
import { bytes, text } from '../../kit/bytes';
import { begun, type Conversation } from '../kit/conversation';
import { type Ids, QOS0, show, type Version } from '../kit/version';

const LONGEST = 65_535;

/** What no topic name may be, and no filter either. */
const NEITHER: readonly (readonly [what: string, topic: string, ids: Ids])[] = [
  [
    'nothing',
    '',
    {
      '3.1.1': '[MQTT-4.7.3-1]',
      '5.0': '[MQTT-4.7.3-1]',
    },
  ],
  [
    'U+0000',
    'a\0b',
    {
      '3.1.1': '[MQTT-1.5.3-2, MQTT-4.7.3-2]',
      '5.0': '[MQTT-1.5.4-2, MQTT-4.7.3-2]',
    },
  ],
  [
    'half a surrogate pair',
    'a\ud800',
    {
      '3.1.1': '[MQTT-1.5.3-1, MQTT-3.3.2-1, MQTT-3.8.3-1, MQTT-3.10.3-1]',
      '5.0': '[MQTT-1.5.4-1, MQTT-3.3.2-1, MQTT-3.8.3-1, MQTT-3.10.3-1]',
    },
  ],
  [
    '65,536 bytes',
    'x'.repeat(LONGEST + 1),
    {
      '3.1.1': '[MQTT-4.7.3-3]',
      '5.0': '[MQTT-4.7.3-3]',
    },
  ],
  [
    '65,537 bytes in fewer characters',
    `${'ä'.repeat(32_768)}x`,
    {
      '3.1.1': '[MQTT-4.7.3-3]',
      '5.0': '[MQTT-4.7.3-3]',
    },
  ],
];

/** Filters, and whether they are; those with a wildcard are no names. */
const FILTERS: readonly (readonly [filter: string, isOne: boolean])[] = [
  ['#', true],
  ['a/#', true],
  ['/#', true],
  ['a#', false],
  ['#/a', false],
  ['a/#/b', false],
  ['a/b#', false],
  ['##', false],
  ['+', true],
  ['+/+', true],
  ['a/+', true],
  ['+/a/#', true],
  ['a+', false],
  ['+a', false],
  ['a/+b/c', false],
  ['a/b+', false],
  ['++', false],
];

export function topics(version: Version): void {
  for (const [what, topic, ids] of NEITHER) {
    show(
      version,
      `${what} is neither published to, nor subscribed to, nor unsubscribed from`,
      ids,
      async () => {
        const conversation = await begun(version);
        await offersNothing(conversation, topic);
        await takesNoFilter(conversation, topic);
        equal(conversation.client.connected(), true);
      },
    );
  }

  for (const [filter, isOne] of FILTERS) {
    const statement = filter.includes('#') ? 1 : 2;
    show(
      version,
      `${filter} is no topic name and ${isOne ? 'a' : 'no'} filter`,
      {
        '3.1.1': `[MQTT-3.3.2-2, MQTT-4.7.1-1, MQTT-4.7.1-${statement + 1}]`,
        '5.0': `[MQTT-3.3.2-2, MQTT-4.7.0-1, MQTT-4.7.1-${statement}]`,
      },
      async () => {
        const conversation = await begun(version);
        await offersNothing(conversation, filter);
        if (isOne) takesFilter(conversation, filter);
        else await takesNoFilter(conversation, filter);
      },
    );
  }

  show(
    version,
    'one character is a topic name and a filter, a separator and a space too',
    { '3.1.1': '[MQTT-4.7.3-1]', '5.0': '[MQTT-4.7.3-1]' },
    async () => {
      for (const topic of ['a', '/', ' ', '\ufeff', '😀']) {
        const conversation = await begun(version);
        conversation.session.deliver(topic, 'x', { qos: 0 });
        deepEqual(conversation.broker.take(), version.publish(QOS0, topic, 0, 'x'));
        takesFilter(conversation, topic);
      }
    },
  );

  show(
    version,
    'the topic name is the first field of a PUBLISH, in UTF-8, and its length counts bytes',
    { '3.1.1': '[MQTT-3.3.2-1]', '5.0': '[MQTT-3.3.2-1]' },
    async () => {
      const { client, broker } = await begun(version);
      client.publish('tür/😀', 'offen');
      const [packet] = broker.takePackets();
      deepEqual(
        packet!.slice(0, 13),
        bytes(packet!.slice(0, 2), [0, 9], 't', [0xc3, 0xbc], 'r/', [0xf0, 0x9f, 0x98, 0x80]),
      );
    },
  );

  show(
    version,
    'a byte order mark goes out and comes in as a character of the topic',
    { '3.1.1': '[MQTT-1.5.3-3]', '5.0': '[MQTT-1.5.4-3]' },
    async () => {
      const conversation = await begun(version);
      const topics: string[] = [];
      conversation.client.setCallback((topic) => void topics.push(topic));
      conversation.client.publish('\ufefft', 'a');
      const sent = conversation.broker.take();
      equal(text(sent).includes('\ufefft'), true);
      await conversation.receive(sent);
      deepEqual(topics, ['\ufefft']);
    },
  );
}

async function offersNothing({ client, session, broker }: Conversation, topic: string) {
  equal(client.publish(topic, 'x'), false);
  equal(client.beginPublish(topic, 1, false), false);
  equal(await client.publish_P(topic, 'x', false), false);
  for (const qos of [0, 1, 2]) equal(session.deliver(topic, 'x', { qos }).reason, 'bad topic');
  deepEqual(broker.take(), bytes());
}

async function takesNoFilter({ client, session, broker }: Conversation, filter: string) {
  equal(client.subscribe(filter), false);
  equal(client.unsubscribe(filter), false);
  equal(await session.subscribe(filter, 1), 'bad topic');
  equal(session.unsubscribe(filter), false);
  deepEqual(broker.take(), bytes());
}

function takesFilter({ client, broker, version }: Conversation, filter: string) {
  equal(client.subscribe(filter, 1), true);
  equal(client.unsubscribe(filter), true);
  deepEqual(
    broker.take(),
    bytes(version.subscribe(2, [filter, 1]), version.unsubscribe(3, filter)),
  );
}
