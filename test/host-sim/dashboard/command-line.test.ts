import { commandLine } from '../../../host-sim/dashboard/act/command-line';
import { parseOptions } from '../../../host-sim/options';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

const LINES: readonly (readonly string[])[] = [
  ['--seed', '7'],
  ['--seed', '1', '--every', '90s', '--sensor', 'dht11', '--id', 'desk', '--qos', '2', '--sleep'],
  ['--seed', '1', '--climate', "it's cold.csv", '--tls', '--auth', '--encrypt'],
  ['--seed', '1', '--discovery=ha', '--birth-topic', 'ha/up'],
];

for (const args of LINES) {
  test(`${args.join(' ')}: the command begins the same run`, () => {
    const options = parseOptions(args);
    const words = commandLine(options).match(/'(?:[^']|'\\'')*'|\S+/g) ?? [];
    const plain = words.map((word) => word.replace(/^'|'$/g, '').replaceAll("'\\''", "'"));
    deepEqual(plain.slice(0, 3), ['npm', 'start', '--']);
    deepEqual(parseOptions(plain.slice(3)), options);
  });
}

test('credentials are left out', () => {
  const options = parseOptions(['--broker', 'mqtt://anna:s3cret@host:1884']);
  equal(commandLine(options), 'npm start -- --seed 1 --broker mqtt://host:1884');
});
