import { EspWiFi } from '../../../../firmware/moddable/esp32/wifi';
import { deepEqual, equal, throws } from '../../../kit/assert';
import { pass } from '../../../kit/sdk/timer';
import { lastInterface } from '../../../kit/sdk/wifi';
import { test } from '../../../kit/test';

/** What the SDK gives for an address as long as there is no IPv4 one. */
const LINK_LOCAL = 'FE80::260A:C4FF:FE00:1';

function made() {
  const told: string[] = [];
  const wifi = new EspWiFi({
    onChanged: (property) => told.push(`${property} ${wifi.connection} ${wifi.address ?? '-'}`),
  });
  return { told, wifi, sdk: lastInterface() };
}

test('joining is announced as the SDK announces it, when the address comes with it', () => {
  const { told, wifi, sdk } = made();
  wifi.connect({ SSID: 'home', password: 'secret' });
  deepEqual(sdk.joins, [{ SSID: 'home', password: 'secret' }]);
  equal(wifi.connection, 300);
  sdk.become(400, undefined, 'connection');
  sdk.become(500, '192.168.1.7', 'connection', 'address');
  deepEqual(told, ['connection 400 -', 'connection 500 192.168.1.7', 'address 500 192.168.1.7']);
});

test('an IPv6 address alone is no address, and the link is not ready with it', () => {
  const { told, wifi, sdk } = made();
  sdk.become(500, LINK_LOCAL, 'connection');
  deepEqual([wifi.connection, wifi.address], [400, undefined]);
  sdk.become(500, '192.168.1.7', 'address');
  deepEqual(told, ['connection 400 -', 'connection 500 192.168.1.7', 'address 500 192.168.1.7']);
});

test('a lease that has run out leaves a link that is not ready', () => {
  const { wifi, sdk } = made();
  sdk.become(500, '192.168.1.7', 'connection', 'address');
  sdk.become(500, LINK_LOCAL);
  deepEqual([wifi.connection, wifi.address], [400, undefined]);
});

test('leaving is announced to whoever leaves, in a turn of its own and once', () => {
  const { told, wifi, sdk } = made();
  sdk.become(500, '192.168.1.7', 'connection', 'address');
  told.length = 0;
  wifi.disconnect();
  wifi.disconnect();
  deepEqual(told, []);
  pass(10);
  deepEqual(told, ['connection 200 -']);
});

test('after close nobody is told, though the SDK delivers what was under way', () => {
  const { told, wifi, sdk } = made();
  sdk.become(500, '192.168.1.7', 'connection', 'address');
  told.length = 0;
  wifi.disconnect();
  wifi.close();
  wifi.close();
  sdk.become(200, undefined, 'connection');
  pass(10);
  deepEqual(told, []);
  equal(sdk.closings, 1);
});

test('closing at the first of two announcements keeps the second away', () => {
  const told: string[] = [];
  const wifi = new EspWiFi({
    onChanged: (property) => {
      told.push(property);
      wifi.close();
    },
  });
  lastInterface().become(500, '192.168.1.7', 'connection', 'address');
  deepEqual(told, ['connection']);
});

test('names and passwords that cannot be never reach the SDK', () => {
  const { wifi, sdk } = made();
  throws(() => wifi.connect({ SSID: '' }), 'SSID: 0 bytes');
  throws(() => wifi.connect({ SSID: 'ü'.repeat(17) }), 'SSID: 34 bytes');
  throws(() => wifi.connect({ SSID: 'home', password: 'x'.repeat(65) }), 'password: 65 bytes');
  deepEqual(sdk.joins, []);
});

test('what is known of the access point is the SDK’s', () => {
  const { wifi, sdk } = made();
  deepEqual(
    [wifi.MAC, wifi.SSID, wifi.BSSID, wifi.RSSI, wifi.channel],
    [sdk.MAC, sdk.SSID, sdk.BSSID, sdk.RSSI, sdk.channel],
  );
});
