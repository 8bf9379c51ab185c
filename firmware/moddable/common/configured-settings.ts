/**
 * The settings that a build was given, in `mc/config`: one by one as texts
 * (`mcconfig … host=broker.local ssid=home`), or all of them as `settings=`, the
 * hexadecimal digits of JSON in UTF-8, which no shell and no makefile can spoil.
 */

import config from 'mc/config';
import { settingsOf, type Texts } from '../../station/flat-settings';
import { boardOf } from './board';
import { settingsFromHex } from './hex-settings';

/** Settings for checkSettings, those in `over` above the build's; the sensor is on the board's pin unless they say otherwise. */
export function settingsFromConfig(over: Texts): unknown {
  const { settings, ...texts } = config as Texts;
  const given = settings === undefined ? texts : { ...texts, ...settingsFromHex(settings) };
  const { pins, sensorPins } = boardOf(config);
  return settingsOf({ model: 'DHT22', ...given, ...over }, pins.dht, sensorPins);
}
