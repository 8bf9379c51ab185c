import { parseScenarioArguments } from '../../../host-sim/scenario/arguments';
import { deepEqual, throws } from '../../kit/assert';
import { test } from '../../kit/test';

test('files and options stand in any order', () => {
  deepEqual(parseScenarioArguments(['a.yaml', '--engine', 'node', 'b.yaml', '--seed=3']), {
    files: ['a.yaml', 'b.yaml'],
    engine: 'node',
    seed: 3,
    help: false,
  });
  deepEqual(parseScenarioArguments([]), {
    files: [],
    engine: undefined,
    seed: undefined,
    help: false,
  });
});

test('what is wrong is told in the words of npm start', () => {
  throws(() => parseScenarioArguments(['--engine']), '--engine needs a value');
  throws(() => parseScenarioArguments(['--seed', 'x']), '--seed x: write a whole number');
  throws(() => parseScenarioArguments(['--every', '1s']), '--every is no option here');
});
