/**
 * The settings that a build was given: `mcconfig … host=broker.local ssid=home`.
 * They arrive as texts in `mc/config`.
 */

import config from 'mc/config';

/** Settings for checkSettings; `sensors` come from the platform, which knows its pins. */
export function settingsFromConfig(sensors: readonly object[]): unknown {
  const { base, every, host, id, keepalive, password, port, ssid, topic, user, wifipassword } =
    config as Readonly<Record<string, string | undefined>>;
  return {
    id,
    base,
    topic,
    keepAliveS: numberOf(keepalive),
    wifi: { ssid, password: wifipassword },
    broker: { host, port: numberOf(port), user, password },
    sensors: sensors.map((sensor) => ({ ...sensor, intervalMs: numberOf(every) })),
  };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
