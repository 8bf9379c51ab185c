import { settingsFromHex } from '../../../../firmware/moddable/common/hex-settings';
import { deepEqual } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { test } from '../../../kit/test';

function hex(text: string): string {
  return Array.from(bytes(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('settings are read from hexadecimal digits of JSON', () => {
  deepEqual(settingsFromHex(hex('{"ssid":"home","host":"10.0.0.9"}')), {
    ssid: 'home',
    host: '10.0.0.9',
  });
});

test('every character of a password arrives', () => {
  const wifipassword = `$HOME # "double" 'single' \\ = ü 温 🌡 %20 \`tick\` \u0001`;
  deepEqual(settingsFromHex(hex(JSON.stringify({ wifipassword }))), { wifipassword });
});
