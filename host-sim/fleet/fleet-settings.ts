/** The settings that all boards of a fleet have in common, checked before anything is started. */

import type { Settings } from '../../firmware/station/settings';
import type { TlsSettings } from '../../firmware/station/tls-settings';
import type { Login } from '../desk';
import type { Engine } from '../engine/engine';
import { UsageError } from '../usage-error';
import type { FleetOptions } from './arguments';
import { DHT_PIN, SSID } from './fleet-board';
import { BoardNames } from './names';

/** How the boards know their broker, and it them. */
export interface Access {
  /** Undefined for plain text. */
  readonly tls?: TlsSettings | undefined;
  /** Beside what is in the broker's URL. */
  readonly login?: Login | undefined;
}

/** Throws a {@link UsageError} for what the firmware would refuse. */
export async function fleetSettings(
  options: FleetOptions,
  engine: Engine,
  { tls, login }: Access = {},
): Promise<Settings> {
  const { base, qos, intervalMs, boards } = options;
  const { host, port, user, password } = options.broker;
  const checked = await engine.check({
    ...{ id: new BoardNames(options).idOf(boards - 1), base, qos, wifi: { ssid: SSID } },
    broker: { host, port, user, password, ...login, tls },
    sensors: [{ model: 'DHT22', pin: DHT_PIN, intervalMs }],
  });
  if (checked.ok) return checked.settings;
  const { field, message } = checked.problems[0]!;
  if (field === 'id') throw new UsageError(`--prefix: the last board's id ${message}`);
  const option = field.startsWith('broker.') ? 'broker' : field;
  throw new UsageError(`--${option} ${message}`);
}
