/**
 * The settings that a build was given, in `mc/config`: one by one as texts
 * (`mcconfig … host=broker.local ssid=home`), or all of them as `settings=`, the
 * hexadecimal digits of JSON in UTF-8, which no shell and no makefile can spoil.
 */

import config from 'mc/config';
import { boardOf } from './board';
import { settingsFromHex, type Texts } from './hex-settings';

/** Settings for checkSettings; the sensor is on the board's pin unless they say otherwise. */
export function settingsFromConfig(): unknown {
  const { settings, ...texts } = config as Texts;
  const given = settings === undefined ? texts : { ...texts, ...settingsFromHex(settings) };
  const { base, every, host, id, keepalive, model, password, pin, port, qos, ssid, topic } = given;
  const { sleep, wakebudget } = given;
  return {
    id,
    base,
    topic,
    keepAliveS: numberOf(keepalive),
    qos: numberOf(qos),
    sleep: flagOf(sleep),
    wakeBudgetMs: numberOf(wakebudget),
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

/** `1` and `true`, `0` and `false`; anything else is passed on to be refused. */
function flagOf(text: string | undefined): unknown {
  if (text === '1' || text === 'true') return true;
  return text === '0' || text === 'false' ? false : text;
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
