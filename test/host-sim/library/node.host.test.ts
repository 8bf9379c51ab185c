/** network(): what it does not know is refused, rather than left out of a connection. */

import { test } from 'node:test';
import { network } from '../../../host-sim/library/node';
import { equal, throws } from '../../kit/assert';

const WRONG: readonly (readonly [string, unknown, string])[] = [
  ['tls for secure', { tls: { certificate: 'x' } }, 'network: tls is no option'],
  ['ca for certificate', { secure: { ca: 'x' } }, 'network: secure.ca is no option'],
  ['null for secure', { secure: null }, 'network: secure'],
  ['true for secure', { secure: true }, 'network: secure'],
  ['a host name', 'broker', 'network: '],
];

for (const [what, options, part] of WRONG) {
  test(`network() refuses ${what}`, () => {
    equal(throws(() => network(options as object), part) instanceof TypeError, true);
  });
}

test('network() is plain without secure, and TLS with it', () => {
  equal('secure' in network({}), false);
  equal('secure' in network({ secure: { verify: false } }), true);
});
