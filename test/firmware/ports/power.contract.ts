/** The contracts of reset and sleep, as far as a test that goes on living can see them. */

import { equal, ok } from '../../kit/assert';
import { contract } from './contract';
import type { MakeHarness } from './harness';

export function powerContract(host: string, make: MakeHarness): void {
  const test = contract(make);

  test(`${host}: the first start is a power-on, and retained memory is empty`, ({ ports }) => {
    equal(ports.reset.reason, 'power on');
    const { retained } = ports.sleep;
    ok(retained.length >= 1024);
    ok(retained.every((byte) => byte === 0));
  });
}
