import { ModdableResolver } from '../../../../firmware/moddable/common/resolver';
import { deepEqual, equal } from '../../../kit/assert';
import { names } from '../../../kit/sdk/net';
import { pass } from '../../../kit/sdk/timer';
import { test } from '../../../kit/test';

/** Asks for `host`; the list gets what comes back. */
function asked(host: string) {
  const got: string[] = [];
  const resolver = new ModdableResolver();
  names.asked.length = 0;
  resolver.resolve({ host }, (error, address, name) => {
    got.push(error ? error.message : `${name ?? '-'} ${address ?? '-'}`);
  });
  return { got, resolver };
}

test('a name is answered with its IPv4 address', () => {
  const { got } = asked('broker.local');
  equal(names.asked[0]?.name, 'broker.local');
  names.asked[0]?.answer('192.168.1.9');
  deepEqual(got, ['broker.local 192.168.1.9']);
});

for (const address of ['2001:DB8::1', '::FFFF:192.168.1.9', 'FE80::1']) {
  test(`a name that has ${address} only is an error that says so`, () => {
    const { got } = asked('v6.example');
    names.asked[0]?.answer(address);
    deepEqual(got, ['it has an IPv6 address only']);
  });
}

test('a name without an address is not found', () => {
  const { got } = asked('nowhere.invalid');
  names.asked[0]?.answer(undefined);
  deepEqual(got, ['not found']);
});

test('addresses, and localhost, are not asked for, and answered in a turn of their own', () => {
  for (const [host, address] of [
    ['10.0.0.9', '10.0.0.9'],
    ['localhost', '127.0.0.1'],
  ] as const) {
    const { got } = asked(host);
    deepEqual([names.asked.length, got.length], [0, 0]);
    pass(10);
    deepEqual(got, [`${host} ${address}`]);
  }
});

test('a name that the system knows is answered in a turn of its own too', () => {
  names.known = '192.168.1.9';
  const { got } = asked('broker.local');
  names.known = undefined;
  deepEqual(got, []);
  pass(10);
  deepEqual(got, ['broker.local 192.168.1.9']);
});

test('a resolver that throws has not found the name', () => {
  names.failure = new Error('out of memory');
  const { got } = asked('broker.local');
  names.failure = undefined;
  deepEqual(got, []);
  pass(10);
  deepEqual(got, ['not found']);
});

test('after close no answer is handed on', () => {
  const { got, resolver } = asked('broker.local');
  resolver.close();
  resolver.close();
  names.asked[0]?.answer('192.168.1.9');
  const known = asked('10.0.0.9');
  known.resolver.close();
  pass(10);
  deepEqual([...got, ...known.got], []);
});
