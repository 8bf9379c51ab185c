/** host-sim/broker/mosquitto/loopback.conf */

import { test } from 'node:test';
import { deepEqual, equal } from '../../kit/assert';
import { noMosquitto } from '../../kit/mosquitto';
import { recipeFolder, startRecipe, valueIn } from '../../kit/recipe';
import { SimulatedStation } from '../../kit/simulated-station';
import { Witness } from '../../kit/witness';

const skip = noMosquitto;

test('loopback: a station and a witness need no password', { skip }, async () => {
  const broker = await startRecipe(recipeFolder(), 'loopback.conf');
  const witness = await Witness.at(broker.port);
  const station = await SimulatedStation.start({ port: broker.port, id: 'board' });
  try {
    deepEqual(await witness.wait('pubsub-xs/board/status'), ['online']);
    await witness.wait('pubsub-xs/board/reading');
    await witness.client.publishAsync('pubsub-xs/board/set', '{"intervalMs": 5}');
    await witness.wait('pubsub-xs/board/error');
    deepEqual(await station.stop(), { unsent: 0 });
  } finally {
    station.board.powerOff();
    await witness.close();
    await broker.stop();
  }
});

test('loopback: it listens on this machine only', () => {
  equal(valueIn('loopback.conf', 'listener'), '1883 127.0.0.1');
});
