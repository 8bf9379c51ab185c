/** The firmware on Node: one realm like the chip's, shared by all boards of the process. */

import { Script } from 'node:vm';
import type { Ports } from '../../firmware/ports/ports';
import type { CheckedSettings, Settings } from '../../firmware/station/settings';
import { type Bundle, BUNDLE_GLOBAL } from './bundle';
import { createChipRealm } from './chip-realm';
import type { Engine, RunningStation } from './engine';

interface Firmware {
  readonly checkSettings: (input: unknown) => CheckedSettings;
  readonly Station: new (ports: Ports, settings: Settings) => RunningStation;
}

export class NodeEngine implements Engine {
  readonly name = `Node ${process.versions.node}`;
  readonly #firmware: Firmware;

  constructor(bundle: Bundle) {
    const realm = createChipRealm();
    const source = `${bundle.code}\n;${BUNDLE_GLOBAL};`;
    this.#firmware = new Script(source, { filename: 'firmware.js' }).runInContext(
      realm,
    ) as Firmware;
  }

  check(settings: unknown): CheckedSettings {
    return this.#firmware.checkSettings(settings);
  }

  boot(ports: Ports, settings: Settings): RunningStation {
    return new this.#firmware.Station(ports, settings);
  }
}
