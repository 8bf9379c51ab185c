/** The client without a session module in MQTT 5.0: what it keeps to by itself. */

import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, text } from '../../kit/bytes';
import { SERVER } from '../../kit/client';
import { ScriptedNetwork } from '../../kit/scripted-network';
import { test } from '../../kit/test';
import { pass, VirtualClock } from '../../kit/virtual-clock';
import { RawBroker } from '../kit/raw-broker';
import { DISCONNECT, DUP, PINGREQ, PINGRESP, QOS0, QOS1, QOS2, RETAIN } from '../kit/version';
import { V5_0 } from './version';

class Minimal {
  readonly clock = new VirtualClock();
  readonly network = new ScriptedNetwork(this.clock);
  readonly broker = new RawBroker(this.network, V5_0);
  readonly client = new PubSubClient(SERVER, 1883, this.network.client);
  readonly received: string[] = [];

  constructor() {
    V5_0.plugIn(this.client);
    this.client.setCallback((_topic, payload) => {
      this.received.push(text(payload));
    });
  }

  pass(ms = 0): Promise<void> {
    return pass(this.clock, ms);
  }

  async receive(...packets: ArrayLike<number>[]): Promise<void> {
    this.broker.send(...packets);
    await this.pass();
  }

  async login(isKnown = false): Promise<boolean> {
    this.broker.connack = V5_0.connack(isKnown);
    const connecting = this.client.connect({ id: 'id', cleanSession: false });
    await this.pass();
    return connecting;
  }

  static async connected(): Promise<Minimal> {
    const minimal = new Minimal();
    equal(await minimal.login(), true);
    minimal.broker.takePackets();
    return minimal;
  }
}

test('alone: publishing is at QoS 0, without DUP and identifier [MQTT-2.2.1-2, MQTT-3.3.1-2, MQTT-4.3.1-1]', async () => {
  const { client, broker } = await Minimal.connected();
  client.publish('t', 'a');
  client.publish('t', 'b', true);
  client.beginPublish('t', 1, false);
  client.write(0x63);
  client.endPublish();
  deepEqual(
    broker.take(),
    bytes(
      V5_0.publish(QOS0, 't', 0, 'a'),
      V5_0.publish(QOS0 | RETAIN, 't', 0, 'b'),
      V5_0.publish(QOS0, 't', 0, 'c'),
    ),
  );
});

test('alone: a session that is present, of which nothing is known, closes, and one that was there before does not [MQTT-3.2.2-4]', async () => {
  const minimal = new Minimal();
  await minimal.login(true);
  const [first, second] = minimal.network.sockets;
  equal(first!.closed, true);
  equal(second!.closed, true, 'nor may a clean start have one');
  deepEqual(
    minimal.broker.takePackets().map((sent) => sent[9]), // Connect Flags
    [0x00, 0x02],
  );
  equal(await minimal.login(false), true);
  minimal.broker.hangUp();
  await minimal.pass();
  equal(await minimal.login(true), true);
  equal(minimal.client.sessionPresent(), true);
});

test('alone: QoS 1 is acknowledged in order, each time that it comes, whatever the callback does [MQTT-3.3.4-1, MQTT-4.3.2-4, MQTT-4.3.2-5, MQTT-4.5.0-2, MQTT-4.6.0-2]', async () => {
  const minimal = await Minimal.connected();
  await minimal.receive(
    V5_0.publish(QOS1, 't', 300, 'a'),
    V5_0.publish(QOS1, 't', 7, 'b'),
    V5_0.publish(QOS1 | DUP, 't', 300, 'c'),
  );
  deepEqual(minimal.received, ['a', 'b', 'c']);
  deepEqual(minimal.broker.take(), bytes(V5_0.puback(300), V5_0.puback(7), V5_0.puback(300)));
});

test('alone: a QoS 2 message, which cannot be honoured, is neither handed on nor acknowledged', async () => {
  const minimal = await Minimal.connected();
  await minimal.receive(V5_0.publish(QOS2, 't', 7, 'a'));
  equal(minimal.client.connected(), false);
  deepEqual(minimal.received, []);
  deepEqual(minimal.broker.take(), bytes());
});

test('alone: after an hour of pings one DISCONNECT, and nothing behind it [MQTT-3.1.2-20, MQTT-3.14.4-1, MQTT-3.14.4-2]', async () => {
  const minimal = await Minimal.connected();
  minimal.broker.answers = true;
  await minimal.pass(3_600_000);
  const pings = minimal.broker.takePackets();
  equal(pings.length, 240); // every 15 s
  for (const packet of pings) deepEqual(packet, bytes(PINGREQ));
  const goodbye = minimal.client.disconnect();
  minimal.broker.send(PINGRESP, V5_0.publish(QOS1, 't', 7, 'late'));
  await minimal.pass(60_000);
  await goodbye;
  deepEqual(minimal.broker.take(), bytes(DISCONNECT));
  equal(minimal.network.socket.closed, true);
});

test('alone: an answer to what was never asked is told to be a violation, and closes [MQTT-4.13.1-1]', async () => {
  for (const answer of [V5_0.suback(2, 0), V5_0.unsuback(2, 0)]) {
    const minimal = await Minimal.connected();
    await minimal.receive(answer);
    equal(minimal.client.connected(), false);
    deepEqual(minimal.broker.take(), bytes(0xe0, 1, 0x82)); // Protocol Error
  }
});
