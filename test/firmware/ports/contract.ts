/** Declares contract tests: each gets a fresh harness and leaves nothing open. */

import { test } from '../../kit/test';
import type { Harness, MakeHarness } from './harness';

export type ContractTest = (name: string, body: (harness: Harness) => Promise<void> | void) => void;

export function contract(make: MakeHarness): ContractTest {
  return (name, body) => {
    test(name, async () => {
      const harness = await make();
      try {
        await body(harness);
      } finally {
        harness.close();
      }
    });
  };
}

/** Joins the harness's Wi-Fi, which sockets need. */
export async function join({ ports, accessPoint, until }: Harness): Promise<void> {
  let ready = false;
  const wifi = new ports.WiFi({
    onChanged: () => {
      ready = wifi.connection === 500;
    },
  });
  wifi.connect(accessPoint);
  await until('the Wi-Fi is joined', () => ready);
}
