/** Chooses the engine: XS when it is there, Node otherwise, or the one that is asked for. */

import type { Turns } from '../world/turns';
import { type Bundle, bundleFirmware, type ProgramName } from './bundle';
import { bundleRealm } from './chip-realm';
import type { Engine } from './engine';
import { NodeEngine } from './node-engine';
import { locateWorker, type WorkerPlace } from './xs/locate';
import type { Meter } from './xs/worker';
import { bundleGuest, XsEngine } from './xs/xs-engine';

export type EngineName = 'xs' | 'node';

export type ChosenEngine =
  | {
      readonly engine: Engine;
      /** Why it is not XS, when nobody asked for Node. */ readonly note?: string;
    }
  | { readonly missing: string };

/** Scripts are the same for all runs of a process. */
const scripts = new Map<string, Promise<Bundle>>();

function once(name: string, make: () => Promise<Bundle>): Promise<Bundle> {
  const made = scripts.get(name) ?? make();
  scripts.set(name, made);
  return made;
}

export async function chooseEngine(
  wanted: EngineName | undefined,
  turns: Turns,
  place: WorkerPlace = locateWorker(),
  onMeter?: (meter: Meter) => void,
  program: ProgramName = 'station',
): Promise<ChosenEngine> {
  if (wanted !== 'node' && 'path' in place) {
    const [firmware, guest] = await Promise.all([
      once(program, () => bundleFirmware({}, program)),
      once('guest', bundleGuest),
    ]);
    return { engine: new XsEngine({ path: place.path, firmware, guest, turns, onMeter }) };
  }
  if (wanted === 'xs') return { missing: (place as { readonly missing: string }).missing };
  const [firmware, realm] = await Promise.all([
    once(program, () => bundleFirmware({}, program)),
    once('realm', bundleRealm),
  ]);
  const engine = new NodeEngine({ firmware, realm, turns });
  return 'missing' in place && wanted === undefined ? { engine, note: place.missing } : { engine };
}
