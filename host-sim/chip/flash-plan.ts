/** What `npm run flash` is going to do: checked first, so that nothing is found out with the board half flashed. */

import { checkSettings } from '../../firmware/station/settings';
import type { Board } from './boards';
import { pinProblem } from './boards';
import { asStationSettings, encodeSettings, problemText } from './board-settings';

export interface FlashOptions {
  readonly board: Board;
  readonly settings: Readonly<Record<string, string>>;
  readonly debug: boolean;
  /** The home-care board in place of the station alone. */
  readonly homeCare?: boolean;
}

/** What is wrong with the settings, each with its variable; empty when nothing is. */
export function settingsProblems({ board, settings, homeCare }: FlashOptions): string[] {
  const missing = [
    ...(settings['ssid'] === undefined ? ['WIFI_SSID is missing'] : []),
    ...(settings['host'] === undefined ? ['MQTT_HOST is missing'] : []),
  ];
  if (missing.length > 0) {
    return missing.map((what) => `${what}: put it into .env.local, as .env.defaults shows`);
  }
  const station = asStationSettings(settings, board.pins.dht);
  const checked = checkSettings(station);
  if (!checked.ok) {
    return checked.problems.map(({ field, message }) => problemText(field, message));
  }
  const { port, tls } = checked.settings.broker;
  if (port === 8883 && !tls) return ['MQTT_PORT 8883 is for TLS, and there is no MQTT_CA'];
  const { pin } = checked.settings.sensors[0]!;
  if (homeCare && pin === board.pins.contact) return [`SENSOR_PIN: GPIO ${pin} is the door's`];
  if (homeCare && checked.settings.sleep) return ['SLEEP: a home-care board stays awake'];
  const problem = pinProblem(board, pin);
  return problem === undefined ? [] : [`SENSOR_PIN: ${problem}`];
}

/** mcconfig's arguments. The board's folder is relative: mcconfig puts a path into lower case. */
export function mcconfigArguments({ board, settings, debug, homeCare }: FlashOptions): string[] {
  return [
    ...(debug ? ['-d'] : []),
    '-m',
    '-p',
    `esp32:./boards/${board.name}`,
    encodeSettings(settings),
    ...(homeCare ? ['./firmware/home-care/board.json'] : []),
  ];
}

/** The command for people to read, without what the settings say. */
export function shownCommand(options: FlashOptions, port: string | undefined): string {
  const words = mcconfigArguments(options).map((word) =>
    word.startsWith('settings=') ? 'settings=…' : word,
  );
  return [...(port === undefined ? [] : [`UPLOAD_PORT=${port}`]), 'mcconfig', ...words].join(' ');
}

/** How the board will speak to its broker, for people. */
export function transportOf({ settings }: FlashOptions): string {
  const { tlsca, tlsinsecure, password, derive, payloadkey } = settings;
  const isDerived = derive === '1' || derive === 'true';
  const sent = password === undefined || isDerived ? '' : ', the password in the clear';
  const sealed = payloadkey === undefined ? '' : '; payloads are encrypted';
  if (tlsca !== undefined) return `to the broker by TLS${sealed}`;
  if (tlsinsecure !== undefined) return `to the broker by TLS, whoever it is${sealed}`;
  return `to the broker in plain text${sent}${sealed}`;
}
