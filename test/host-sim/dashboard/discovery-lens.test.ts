import { DiscoveryLens } from '../../../host-sim/dashboard/observe/discovery-lens';
import { Table } from '../../../host-sim/dashboard/observe/table';
import type { SeenMessage } from '../../../host-sim/dashboard/observe/topics';
import type { DiscoveryRow } from '../../../host-sim/dashboard/protocol';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

const CONFIG = 'homeassistant/device/attic/config';
const DEVICE = {
  dev: { ids: 'attic', name: 'Attic', mdl: 'x', sw: '2' },
  o: { name: 'test' },
  cmps: {
    t: {
      ...{ p: 'sensor', uniq_id: 't', dev_cla: 'temperature', unit_of_meas: '°C' },
      ...{ stat_t: 'a/state', exp_aft: 60 },
    },
  },
};

function message(topic: string, payload: string, retain = true): SeenMessage {
  return { topic, payload: Buffer.from(payload), qos: 0, retain, from: 'desk' };
}

test('a row for each device, which changes only when what is seen does', () => {
  const table = new Table<DiscoveryRow>(10);
  const lens = new DiscoveryLens(table);
  lens.look(0);
  equal(table.take(), undefined);
  lens.take(message(CONFIG, JSON.stringify(DEVICE)), 0);
  lens.take(message('a/state', '21.5', false), 1_000);
  lens.look(1_001);
  deepEqual(table.take()?.put, [
    {
      ...{ id: CONFIG, device: 'Attic', detail: 'x, version 2', complaints: [] },
      entities: [
        {
          ...{ id: 'sensor.attic_temperature', name: 'Temperature', state: 'available', why: '' },
          ...{ value: '21.5 °C', expiresMs: 61_000 },
        },
      ],
    },
  ]);
  lens.look(60_999);
  equal(table.take(), undefined);
  lens.look(61_000);
  const [row] = table.take()?.put ?? [];
  deepEqual(
    row?.entities.map(({ state, value, why }) => [state, value, why]),
    [['unavailable', '', 'no value has come for 60 s']],
  );
});

test('what nothing is made of has a row with its complaint, and goes when it is cleared', () => {
  const table = new Table<DiscoveryRow>(10);
  const lens = new DiscoveryLens(table);
  lens.listenTo('ha');
  lens.take(message(CONFIG, '{}'), 0); // below another prefix
  lens.take(message('ha/device/attic/config', '{'), 0);
  lens.look(1);
  deepEqual(table.take()?.put, [
    {
      ...{ id: 'ha/device/attic/config', entities: [] },
      complaints: [{ where: '', what: 'the payload is not JSON', effect: 'refused' }],
    },
  ]);
  lens.take(message('ha/device/attic/config', ''), 2);
  lens.look(3);
  deepEqual(table.take()?.drop, ['ha/device/attic/config']);
});
