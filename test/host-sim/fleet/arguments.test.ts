/** The command line of `npm run fleet`. */

import { parseFleetArguments } from '../../../host-sim/fleet/arguments';
import { UsageError } from '../../../host-sim/usage-error';
import { deepEqual, equal, fail, ok, throws } from '../../kit/assert';
import { test } from '../../kit/test';

const BROKER = ['--broker', 'mqtt://127.0.0.1:1883'];

function parsed(...args: string[]) {
  return parseFleetArguments([...BROKER, ...args]) ?? fail('this is help');
}

function refused(args: readonly string[], part: string): void {
  try {
    parseFleetArguments(args);
  } catch (error) {
    ok(error instanceof UsageError, String(error));
    ok(error.message.includes(part), error.message);
    return;
  }
  fail(`${args.join(' ')} is taken`);
}

test('with a broker alone it is a thousand boards, six readings each, at QoS 1', () => {
  const { boards, broker, intervalMs, qos, readings, forMs, perS, prefix, base } = parsed();
  deepEqual([boards, intervalMs, qos, readings], [1_000, 10_000, 1, 6]);
  deepEqual([forMs, perS, prefix, base], [undefined, undefined, 'fleet', 'pubsub-xs']);
  deepEqual(broker, { host: '127.0.0.1', port: 1883 });
});

test('every option is read', () => {
  const args = ['--boards', '50', '--every', '2s', '--qos', '0', '--for', '1m', '--ramp', '25'];
  const names = ['--prefix', 'a', '--base', 'b/c'];
  const options = parsed(...args, '--seed', '7', ...names, '--json', '--clear');
  const { boards, intervalMs, qos, forMs, perS, seed, prefix, base, json, readings } = options;
  deepEqual([boards, intervalMs, qos, forMs, perS, seed], [50, 2_000, 0, 60_000, 25, 7]);
  deepEqual([prefix, base, json, readings], ['a', 'b/c', true, undefined]);
  deepEqual([options.clear, parsed().clear], [true, false]);
});

test('help wants no broker', () => {
  equal(parseFleetArguments(['--help']), undefined);
  equal(parseFleetArguments(['-h']), undefined);
});

test('without a broker it says how to get one', () => {
  refused(['--boards', '3'], '--broker is missing');
  refused([], 'mosquitto -p 1883');
});

test('what cannot be is refused with what to write', () => {
  refused([...BROKER, '--bords', '3'], 'did you mean --boards?');
  refused([...BROKER, '--boards', '0'], '--boards 0: write a whole number from 1');
  refused([...BROKER, '--boards', '1e4'], 'write a whole number');
  refused([...BROKER, '--qos', '3'], 'from 0 to 2');
  refused([...BROKER, '--every', '10'], '--every 10: write a duration');
  refused([...BROKER, '--every', '10ms'], 'at least 1s');
  refused([...BROKER, '--for', '1'], '--for 1: write a duration');
  refused([...BROKER, '--for', '8d'], 'at most 7d');
  refused([...BROKER, '--for', '1m', '--readings', '3'], 'leave one of them out');
  refused([...BROKER, '--ramp', '0'], '--ramp 0');
  refused([...BROKER, 'more'], '"more" is no option');
  refused([...BROKER, '--json=1'], '--json takes no value');
  refused(['--broker'], '--broker needs a value');
});

test('an encrypted broker is trusted by a CA, or by nobody’s word', () => {
  refused(['--broker', 'mqtts://host'], 'whom to trust?');
  refused([...BROKER, '--insecure'], 'are for --broker mqtts://');
  const { broker, caFile } = parseFleetArguments(
    ['--broker', 'mqtts://host', '--ca', 'ca.pem'],
    '/home',
  )!;
  deepEqual([broker.secure, broker.port, caFile], [true, 8_883, '/home/ca.pem']);
});

test('a password in the URL is in no message', () => {
  const error = throws(() => {
    parseFleetArguments(['--broker', 'mqtt://user:geheim@host:99999']);
  }, 'port 99999');
  equal(String(error).includes('geheim'), false);
});
