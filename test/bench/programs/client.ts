/** A client of its own, connected, for what it keeps in memory. */

import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { VirtualClock } from '../../../host-sim/board/virtual-clock';
import { fakePorts } from './fake-ports';
import { PAYLOAD, TOPIC } from './inputs';
import type { Operation } from './serve';

const clock = new VirtualClock();
const ports = fakePorts(clock, { published: 0 });
const world: { client?: PubSubClient; socket?: object } = {};
const onMessage = (): void => {};
const network = { io: ports.TCP, dns: { io: ports.Resolver }, clock };

export const operations: readonly Operation[] = [
  {
    name: 'make the client and connect',
    packets: 0,
    check: () => {},
    run: () => {
      world.client = new PubSubClient('10.0.0.9', 1883, onMessage, network);
      void world.client.connect('esp32-0aff12');
    },
  },
  {
    name: 'let a moment pass',
    packets: 0,
    check: () => {},
    run: () => {
      clock.advance(10);
    },
  },
  {
    name: 'be connected',
    packets: 0,
    check: () => {},
    run: () => {
      if (!world.client?.connected()) throw new Error('not connected');
    },
  },
  {
    name: 'publish',
    packets: 1,
    check: () => {},
    run: () => {
      if (!world.client!.publish(TOPIC, PAYLOAD)) throw new Error('refused');
    },
  },
  {
    name: 'open a socket of the fake network, without a client',
    packets: 0,
    check: () => {},
    run: () => {
      world.socket = new ports.TCP({ address: '10.0.0.9', port: 1883 });
    },
  },
];
