import { commandFor, isInstalled } from '../../host-sim/invocation';
import { deepEqual, equal } from '../kit/assert';
import { test } from '../kit/test';

test('what is shown to be typed is what works there: npm’s scripts in a clone, npx where it is installed', () => {
  const shown = (installed: boolean): string[] => [
    commandFor('start', installed),
    commandFor('scenario', installed),
    commandFor('payload', installed),
  ];
  deepEqual(shown(false), ['npm start --', 'npm run scenario --', 'npm run -s payload --']);
  deepEqual(shown(true), ['npx pubsub-xs', 'npx pubsub-xs scenario', 'npx pubsub-xs payload']);
});

test('a package is installed when it lies in a folder node_modules, on every system', () => {
  equal(isInstalled(), false);
  equal(isInstalled('/home/me/mine/node_modules/pubsub-xs/host-sim/invocation.ts'), true);
  equal(isInstalled('C:\\mine\\node_modules\\pubsub-xs\\host-sim\\invocation.ts'), true);
  equal(isInstalled('/home/me/my_node_modules/pubsub-xs/host-sim/invocation.ts'), false);
});
