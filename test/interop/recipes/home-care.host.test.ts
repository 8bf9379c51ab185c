/** Home care under the rules of host-sim/broker/mosquitto/passwords.acl. */

import { connect } from 'node:net';
import { test } from 'node:test';
import { RealClock } from '../../../host-sim/board/real-clock';
import { PLAN } from '../../../host-sim/home-care/rules';
import { Watch } from '../../../host-sim/home-care/watch';
import { deepEqual, includes, ok } from '../../kit/assert';
import { noMosquitto } from '../../kit/mosquitto';
import { Witness } from '../../kit/witness';
import { PasswordsBroker } from './passwords-broker';
import type { As } from './rules';

const PASSWORDS: Readonly<Record<string, string>> = {
  'board-1': 'one',
  monitor: 'three',
  family: 'five',
};
const HIGH = '{"systolic":180,"diastolic":110,"pulse":70,"timestamp":null}';

const skip = noMosquitto;
const recipe = new PasswordsBroker(PASSWORDS);
const as: As = (username) => recipe.as(username);

test('passwords: home care hears door and cuff, calls, and is acknowledged', { skip }, async () => {
  const family = await Witness.with(as('family'));
  const board = await Witness.with(as('board-1'));
  const watch = new Watch({
    ...{ base: 'pubsub-xs', id: 'monitor', plan: PLAN, clock: new RealClock() },
    ...{ unixMs: Date.now, hourOf: () => 12, tell: () => undefined },
    dial: () => connect({ host: '127.0.0.1', port: recipe.broker.port }),
    options: { username: 'monitor', password: PASSWORDS['monitor']! },
  });
  try {
    deepEqual(await family.wait('pubsub-xs/monitor/status'), ['watching']);
    await board.client.publishAsync('pubsub-xs/board-1/door', '{"open":false}', { qos: 1 });
    await family.wait('pubsub-xs/board-1/door');
    // The subscription of the monitor may come behind the first of them.
    const again = setInterval(() => {
      board.client.publish('pubsub-xs/board-1/blood-pressure', HIGH, { qos: 1 });
    }, 50);
    const topic = 'pubsub-xs/board-1/alert/pressure-high';
    try {
      await family.wait('pubsub-xs/board-1/call/family');
    } finally {
      clearInterval(again);
    }
    await family.wait(topic);
    await family.client.publishAsync(`${topic}/acknowledge`, 'Anna', { qos: 1 });
    const said = await family.wait(topic, 2);
    includes(said.at(-1)!, '"acknowledgedBy":"Anna"');
    ok(!recipe.broker.log.includes('Denied'), recipe.broker.log);
  } finally {
    await watch.stop();
    await board.close();
    await family.close();
  }
});
