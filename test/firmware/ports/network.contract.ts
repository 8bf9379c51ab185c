/** The contracts of the Wi-Fi interface, the resolver and the wall clock. */

import { deepEqual, equal, ok, throws } from '../../kit/assert';
import { contract, join } from './contract';
import type { MakeHarness } from './harness';

export function networkContract(host: string, make: MakeHarness): void {
  const test = contract(make);

  test(`${host}: Wi-Fi starts disconnected, with only its MAC address`, ({ ports }) => {
    const wifi = new ports.WiFi({});
    equal(wifi.connection, 200);
    ok(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(wifi.MAC), wifi.MAC);
    deepEqual(
      [wifi.address, wifi.SSID, wifi.BSSID, wifi.RSSI, wifi.channel],
      Array(5).fill(undefined),
    );
  });

  test(`${host}: joining goes up to 500, announced step by step and never from inside connect`, async ({
    ports,
    accessPoint,
    until,
  }) => {
    const seen: (string | number)[] = [];
    const wifi = new ports.WiFi({
      onChanged: (property) => seen.push(property, wifi.connection),
    });
    wifi.connect(accessPoint);
    equal(wifi.connection, 300);
    deepEqual(seen, []);
    await until('it is ready', () => wifi.connection === 500 && seen.includes('address'));
    ok(seen.includes('connection'));
    ok(/^\d+\.\d+\.\d+\.\d+$/.test(wifi.address ?? ''));
    equal(wifi.SSID, accessPoint.SSID);
    ok(wifi.RSSI! < 0);
    ok(wifi.channel! >= 1 && wifi.channel! <= 13);
  });

  for (const [what, change] of [
    ['a wrong password', { password: 'wrong' }],
    ['an access point that is not there', { SSID: 'elsewhere' }],
  ] as const) {
    test(`${host}: ${what} ends at 200, announced, and is not tried again`, async ({
      ports,
      accessPoint,
      until,
    }) => {
      const seen: number[] = [];
      const wifi = new ports.WiFi({ onChanged: () => seen.push(wifi.connection) });
      wifi.connect({ ...accessPoint, ...change });
      await until('it has failed', () => seen.includes(200));
      equal(wifi.connection, 200);
      equal(wifi.address, undefined);
      wifi.connect(accessPoint);
      await until('the right one is joined', () => wifi.connection === 500);
    });
  }

  test(`${host}: connecting while connecting throws, as do impossible names`, ({
    ports,
    accessPoint,
  }) => {
    const wifi = new ports.WiFi({});
    throws(() => wifi.connect({ SSID: '' }));
    throws(() => wifi.connect({ SSID: 'x'.repeat(33) }));
    throws(() => wifi.connect({ SSID: 'x', password: 'x'.repeat(65) }));
    wifi.connect(accessPoint);
    throws(() => wifi.connect(accessPoint));
  });

  test(`${host}: leaving is announced to everyone who listens, and not after close`, async (harness) => {
    await join(harness);
    const { ports, until } = harness;
    let heard = 0;
    let silent = 0;
    const wifi = new ports.WiFi({ onChanged: () => heard++ });
    const closed = new ports.WiFi({ onChanged: () => silent++ });
    closed.close();
    equal(wifi.connection, 500);
    wifi.disconnect();
    equal(wifi.connection, 200);
    await until('it is announced', () => heard > 0);
    equal(silent, 0);
  });

  test(`${host}: an address resolves to itself, and a name to an address`, async (harness) => {
    await join(harness);
    const { ports, until } = harness;
    const resolver = new ports.Resolver({});
    const results: unknown[] = [];
    for (const name of ['127.0.0.1', 'localhost']) {
      resolver.resolve({ host: name }, (error, address, of) => results.push([error, address, of]));
    }
    equal(results.length, 0);
    await until('both have come', () => results.length === 2);
    ok(results.some((result) => (result as unknown[])[2] === '127.0.0.1'));
    for (const result of results) equal((result as unknown[])[1], '127.0.0.1');
    for (const result of results) equal((result as unknown[])[0], null);
  });

  test(`${host}: a name that does not exist is an error`, async (harness) => {
    await join(harness);
    const resolver = new harness.ports.Resolver({});
    let failed: Error | null | undefined;
    resolver.resolve({ host: 'does-not-exist.invalid' }, (error) => (failed = error));
    await harness.until('it has failed', () => failed !== undefined);
    ok(failed);
  });

  test(`${host}: a resolver that is closed calls nobody`, async (harness) => {
    await join(harness);
    const { ports, until } = harness;
    let called = false;
    let other = false;
    const resolver = new ports.Resolver({});
    resolver.resolve({ host: '127.0.0.1' }, () => (called = true));
    resolver.close();
    resolver.close();
    new ports.Resolver({}).resolve({ host: '127.0.0.1' }, () => (other = true));
    await until('another has answered', () => other);
    equal(called, false);
  });

  test(`${host}: the clock is set once a server has answered, and runs`, async (harness) => {
    await join(harness);
    const { wallClock, clock } = harness.ports;
    let result: Error | null | undefined;
    wallClock.synchronize((error) => (result = error));
    throws(() => wallClock.synchronize(() => {}));
    await harness.until('it has answered', () => result !== undefined);
    equal(result, null);
    const start = wallClock.unixMs()!;
    const monotonic = clock.now();
    ok(start > Date.UTC(2024, 0) && start < Date.UTC(2100, 0));
    await harness.until('time passes', () => clock.now() >= monotonic + 20);
    const passed = wallClock.unixMs()! - start;
    ok(passed >= 18 && passed < 10_000, `${passed} ms`);
  });

  test(`${host}: a request that is cancelled calls nobody`, async (harness) => {
    await join(harness);
    const { wallClock } = harness.ports;
    let called = false;
    let again = false;
    wallClock.synchronize(() => (called = true));
    wallClock.cancel();
    wallClock.synchronize(() => (again = true));
    await harness.until('the second has answered', () => again);
    equal(called, false);
  });
}
