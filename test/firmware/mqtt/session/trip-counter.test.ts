/** Round trips as a program sees them. */

import { TripCounter } from '../../../../firmware/mqtt/session/trip-counter';
import { equal } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { ScriptedNetwork } from '../../../kit/scripted-network';
import { test } from '../../../kit/test';
import { pass, VirtualClock } from '../../../kit/virtual-clock';

test('opening a connection is a round trip, and so is each answer, in however many pieces', async () => {
  const clock = new VirtualClock();
  const network = new ScriptedNetwork(clock);
  const trips = new TripCounter();
  const Counted = trips.wrap(network.client.io);
  const socket = new Counted({ address: '10.0.0.1', port: 1883 });
  await pass(clock, 10);
  equal(trips.count, 1);
  socket.write(bytes(1));
  socket.write(bytes(2));
  network.socket.send(bytes(3));
  await pass(clock, 10);
  network.socket.send(bytes(4));
  await pass(clock, 10);
  equal(trips.count, 2);
  socket.write(bytes(5));
  network.socket.send(bytes(6));
  await pass(clock, 10);
  equal(trips.count, 3);
  const into = new Uint8Array(8);
  equal(socket.read(into), 3);
  socket.close();
});
