import { ReadyLink } from '../../../../firmware/moddable/esp32/ready-link';
import type { WiFiConnection } from '../../../../firmware/ports/wifi';
import { deepEqual, equal } from '../../../kit/assert';
import { test } from '../../../kit/test';

class Sdk {
  connection: WiFiConnection = 200;
  address: string | undefined;
  readonly told: string[] = [];
  readonly link = new ReadyLink(
    () => this,
    (property) => this.told.push(`${property} ${this.link.connection}`),
  );

  changed(property: string, connection: WiFiConnection, address?: string): void {
    this.connection = connection;
    this.address = address;
    this.link.changed(property);
  }
}

test('ready without an address is associated only, and the address makes it ready', () => {
  for (const none of [undefined, '', '0.0.0.0', 'FE80::260A:C4FF:FE00:1']) {
    const sdk = new Sdk();
    sdk.changed('connection', 400);
    sdk.changed('connection', 500, none);
    sdk.changed('address', 500, '192.168.1.7');
    deepEqual(sdk.told, ['connection 400', 'connection 400', 'connection 500', 'address 500']);
  }
});

test('ready with an address is told once', () => {
  const sdk = new Sdk();
  sdk.changed('connection', 500, '192.168.1.7');
  sdk.changed('address', 500, '192.168.1.7');
  deepEqual(sdk.told, ['connection 500', 'address 500']);
});

test('a link that is lost before its address came owes nothing', () => {
  const sdk = new Sdk();
  sdk.changed('connection', 500);
  sdk.changed('connection', 200);
  sdk.changed('address', 200, '192.168.1.7');
  deepEqual(sdk.told, ['connection 400', 'connection 200', 'address 200']);
  equal(sdk.link.connection, 200);
});
