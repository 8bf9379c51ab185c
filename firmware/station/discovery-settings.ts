/** Home Assistant's MQTT discovery in the station's settings. */

import { toBytes } from '../mqtt/text';
import type { Checker } from './checker';
import type { Settings } from './settings';

export interface DiscoverySettings {
  /** First levels of the topics that Home Assistant listens to. */
  readonly prefix: string;
  /** Where it says that it has started: configured there apart from the prefix. */
  readonly birthTopic: string;
}

/** Home Assistant's own. */
export const DEFAULT_PREFIX = 'homeassistant';
/** Home Assistant's own, whatever the prefix is. */
export const DEFAULT_BIRTH_TOPIC = 'homeassistant/status';

/** What discovery asks of the other settings. */
export function checkDiscovery(checker: Checker, settings: Settings): void {
  const { discovery, id, payloadKey, sensors } = settings;
  if (!discovery) return;
  if (id !== undefined && !toBytes(id).every(isIdByte)) {
    checker.problem('id', `is "${id}"; with discovery it takes letters, digits, _ and - only`);
  }
  if (payloadKey !== undefined) {
    const message = 'does not go with a payload key: Home Assistant cannot read what is encrypted';
    checker.problem('discovery', message);
  }
  if (sensors.length > 1) {
    const message = `takes one sensor and not ${sensors.length}: a reading does not say whose it is`;
    checker.problem('discovery', message);
  }
}

/** `[a-zA-Z0-9_-]`, as an object id has. */
function isIdByte(byte: number): boolean {
  const letter = byte | 0x20; // in lower case
  const isLetter = letter >= 0x61 && letter <= 0x7a;
  const isDigit = byte >= 0x30 && byte <= 0x39;
  return isLetter || isDigit || byte === 0x5f || byte === 0x2d;
}
