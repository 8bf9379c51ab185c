/** A home-care board and what Home Assistant would see of it, in virtual time, on both engines. */

import { test } from 'node:test';
import type { EngineName } from '../../../host-sim/engine/choose-engine';
import { nodeText } from '../../../host-sim/engine/node-text';
import { installText } from '../../../host-sim/engine/realm/text';
import { HomeAssistant } from '../../../host-sim/home-assistant/home-assistant';
import { parseOptions } from '../../../host-sim/options';
import { startSimulation } from '../../../host-sim/simulation';
import { product } from '../../../host-sim/terminal';
import { deepEqual, equal, fail, ok } from '../../kit/assert';
import { noXs } from '../../kit/xs/program';

installText(nodeText);

const ENGINES: readonly (readonly [EngineName, string | false])[] = [
  ['node', false],
  ['xs', noXs],
];
const MINUTE_MS = 60_000;

for (const [engine, skip] of ENGINES) {
  test(
    `${engine}: door and cuff are entities of its device, each with its own topic and age`,
    { skip },
    async () => {
      const words = ['--home-care', '--discovery', '--id', 'house', '--every', '1m'];
      const home = new HomeAssistant();
      const simulation = await startSimulation(
        { ...parseOptions(words), time: 'virtual', engine },
        {
          ...product(),
          log: () => undefined,
          onFault: (error) => fail(error.message),
          onMessage: (topic, payload, atMs) => {
            home.message(topic, new TextDecoder().decode(payload), true, atMs);
          },
        },
      );
      const { world, home: house } = simulation.stage;
      const pass = (ms: number): Promise<void> =>
        simulation.during(new Promise((resolve) => void world.clock.set(resolve, ms)));
      const device = () => home.devices(world.unixMs())[0] ?? fail('nothing was told');
      const seen = (): string[] =>
        device().entities.map(({ entityId, name, value = '', unit = '', state }) =>
          [entityId, name, state, value.replace(/\d+(?=\.|$)/, '#'), unit].join(' ').trim(),
        );
      await pass(5 * MINUTE_MS);
      deepEqual(device().complaints, []);
      const cuff = 'sensor.house_blood_pressure';
      deepEqual(seen().slice(2), [
        'binary_sensor.house_door door available closed',
        `${cuff}_systolic blood-pressure systolic available # mmHg`,
        `${cuff}_diastolic blood-pressure diastolic available # mmHg`,
        `${cuff}_pulse blood-pressure pulse available # bpm`,
      ]);
      house!.door.set(1);
      await pass(1_000);
      equal(seen()[2], 'binary_sensor.house_door door available open');
      // Its measurements stop, and each value is given up by its own age: a reading each minute, a measurement every two.
      house!.person.isCuffOff = true;
      await pass(7 * MINUTE_MS);
      const isThere = device().entities.map(({ state }) => state === 'available');
      deepEqual(isThere, [true, true, true, false, false, false]);
      ok(device().entities.at(-1)!.why.startsWith('no value has come for 360 s'));
      await simulation.end();
    },
  );
}
