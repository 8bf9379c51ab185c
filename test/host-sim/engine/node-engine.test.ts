import { test } from 'node:test';
import { bundleFirmware } from '../../../host-sim/engine/bundle';
import { NodeEngine } from '../../../host-sim/engine/node-engine';
import { deepEqual, equal, ok } from '../../kit/assert';

const bundle = await bundleFirmware();

test('the bundle is one strict script that imports nothing', () => {
  ok(bundle.code.startsWith("'use strict';"));
  equal(/\b(require|import)\s*\(/.test(bundle.code), false);
});

test('settings are checked as the firmware does, with all problems at once', () => {
  const engine = new NodeEngine(bundle);
  const checked = engine.check({
    wifi: {},
    broker: { host: 'x', port: 0 },
    sensors: [{ model: 'x' }],
  });
  ok(!checked.ok);
  deepEqual(
    checked.problems.map(({ field }) => field),
    ['wifi.ssid', 'broker.port', 'sensors[0].model', 'sensors[0].pin'],
  );
});

test('the engine says what it is', () => {
  equal(new NodeEngine(bundle).name, `Node ${process.versions.node}`);
});
