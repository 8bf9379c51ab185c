/**
 * The settings that a build was given, in `mc/config`: one by one as texts
 * (`mcconfig … host=broker.local ssid=home`), or all of them as `settings=`, the
 * hexadecimal digits of JSON in UTF-8, which no shell and no makefile can spoil.
 */

import config from 'mc/config';
import { boardOf } from './board';

type Texts = Readonly<Record<string, string | undefined>>;

const HEX = '0123456789abcdef';

/** Settings for checkSettings; the sensor is on the board's pin unless they say otherwise. */
export function settingsFromConfig(): unknown {
  const { settings, ...texts } = config as Texts;
  const given = settings === undefined ? texts : { ...texts, ...fromHex(settings) };
  const { base, every, host, id, keepalive, model, password, pin, port, ssid, topic } = given;
  return {
    id,
    base,
    topic,
    keepAliveS: numberOf(keepalive),
    wifi: { ssid, password: given['wifipassword'] },
    broker: { host, port: numberOf(port), user: given['user'], password },
    sensors: [
      {
        model: model ?? 'DHT22',
        pin: numberOf(pin) ?? boardOf(config).pins.dht,
        intervalMs: numberOf(every),
      },
    ],
  };
}

function fromHex(text: string): Texts {
  const digits = new Uint8Array(ArrayBuffer.fromString(text));
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (valueOf(digits[2 * i]!) << 4) | valueOf(digits[2 * i + 1]!);
  }
  return JSON.parse(String.fromArrayBuffer(bytes.buffer)) as Texts;
}

function valueOf(digit: number): number {
  return HEX.indexOf(String.fromCharCode(digit));
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
