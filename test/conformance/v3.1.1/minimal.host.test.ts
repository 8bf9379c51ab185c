/** The minimal client, without a session module: what it keeps to by itself. */

import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, text } from '../../kit/bytes';
import { SERVER } from '../../kit/client';
import { ScriptedNetwork } from '../../kit/scripted-network';
import { test } from '../../kit/test';
import { pass, VirtualClock } from '../../kit/virtual-clock';
import { RawBroker } from '../kit/raw-broker';
import { DISCONNECT, DUP, PINGREQ, PINGRESP, QOS0, QOS1, QOS2, RETAIN } from '../kit/version';
import { V3_1_1 } from './version';

class Minimal {
  readonly clock = new VirtualClock();
  readonly network = new ScriptedNetwork(this.clock);
  readonly broker = new RawBroker(this.network, V3_1_1);
  readonly client = new PubSubClient(SERVER, 1883, this.network.client);
  readonly received: string[] = [];

  constructor() {
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

  static async connected(): Promise<Minimal> {
    const minimal = new Minimal();
    const connecting = minimal.client.connect('id');
    await minimal.pass();
    equal(await connecting, true);
    minimal.broker.takePackets();
    return minimal;
  }
}

test('alone: publishing is at QoS 0, without DUP and identifier [MQTT-2.3.1-5, MQTT-3.3.1-2, MQTT-4.3.1-1]', async () => {
  const { client, broker } = await Minimal.connected();
  client.publish('t', 'a');
  client.publish('t', 'b', true);
  client.beginPublish('t', 1, false);
  client.write(0x63);
  client.endPublish();
  deepEqual(
    broker.take(),
    bytes(
      V3_1_1.publish(QOS0, 't', 0, 'a'),
      V3_1_1.publish(QOS0 | RETAIN, 't', 0, 'b'),
      V3_1_1.publish(QOS0, 't', 0, 'c'),
    ),
  );
});

test('alone: nothing goes out before the CONNECT, nor behind it until the CONNACK [MQTT-3.1.0-1]', async () => {
  const minimal = new Minimal();
  const { client, broker } = minimal;
  broker.connack = undefined;
  equal(client.publish('t', 'a'), false);
  equal(client.subscribe('t'), false);
  void client.connect('id');
  equal(client.publish('t', 'a'), false);
  await minimal.pass(1_000);
  deepEqual(
    broker.takePackets().map((packet) => packet[0]),
    [0x10],
  );
});

test('alone: QoS 1 is acknowledged in order, each time that it comes, whatever the callback does [MQTT-3.3.4-1, MQTT-4.3.2-2, MQTT-4.5.0-2, MQTT-4.6.0-2]', async () => {
  const minimal = await Minimal.connected();
  await minimal.receive(
    V3_1_1.publish(QOS1, 't', 300, 'a'),
    V3_1_1.publish(QOS1, 't', 7, 'b'),
    V3_1_1.publish(QOS1 | DUP, 't', 300, 'c'),
  );
  deepEqual(minimal.received, ['a', 'b', 'c']);
  deepEqual(minimal.broker.take(), bytes(V3_1_1.puback(300), V3_1_1.puback(7), V3_1_1.puback(300)));
});

test('alone: a QoS 2 message, which cannot be honoured, is neither handed on nor acknowledged', async () => {
  const minimal = await Minimal.connected();
  await minimal.receive(V3_1_1.publish(QOS2, 't', 7, 'a'));
  equal(minimal.client.connected(), false);
  deepEqual(minimal.received, []);
  deepEqual(minimal.broker.take(), bytes());
});

test('alone: after an hour of pings one DISCONNECT, and nothing behind it [MQTT-3.1.2-23, MQTT-3.14.4-1, MQTT-3.14.4-2]', async () => {
  const minimal = await Minimal.connected();
  minimal.broker.answers = true;
  await minimal.pass(3_600_000);
  const pings = minimal.broker.takePackets();
  equal(pings.length, 240); // every 15 s
  for (const packet of pings) deepEqual(packet, bytes(PINGREQ));
  const goodbye = minimal.client.disconnect();
  minimal.broker.send(PINGRESP, V3_1_1.publish(QOS1, 't', 7, 'late'));
  await minimal.pass(60_000);
  await goodbye;
  deepEqual(minimal.broker.take(), bytes(DISCONNECT));
  equal(minimal.network.socket.closed, true);
});

test('alone: an answer to what was never asked closes the connection [MQTT-4.8.0-1]', async () => {
  for (const answer of [
    V3_1_1.suback(2, 0),
    V3_1_1.unsuback(2),
    V3_1_1.pubrec(2),
    V3_1_1.pubrel(2),
  ]) {
    const minimal = await Minimal.connected();
    await minimal.receive(answer);
    equal(minimal.client.connected(), false);
  }
});
