/** The program inside XS that runs the station. */

import type { ResetReason } from '../../../../firmware/ports/reset';
import type { Ports } from '../../../../firmware/ports/ports';
import type { checkSettings } from '../../../../firmware/station/settings';
import type { Boot } from '../../../../firmware/station/boot';
import type { WireValue } from '../wire';
import type { Link } from './link';
import { guestPorts } from './ports';
import { serve } from './serve';

interface Firmware {
  readonly checkSettings: typeof checkSettings;
  readonly bootOf: (ports: Ports, settings: unknown) => Boot;
}

/** Memory that outlasts a reset is the board's: it hears of every change, for a reset may come at any time. */
function mirror(link: Link, retained: Uint8Array): void {
  const words = new Int32Array(retained.buffer, retained.byteOffset, retained.length >> 2);
  const seen = Int32Array.from(words);
  link.beforeTake = () => {
    for (let i = 0; i < words.length; i++) {
      if (words[i] === seen[i]) continue;
      seen.set(words);
      link.post('retained', retained);
      return;
    }
  };
}

serve((program, { link, realm }) => {
  const firmware = program as Firmware;
  let station: Boot | undefined;
  return {
    check: (settings: unknown) => firmware.checkSettings(settings) as unknown as WireValue,
    boot: (settings: object, reason: ResetReason, retained: Uint8Array) => {
      realm.toRom(settings);
      mirror(link, retained);
      station = firmware.bootOf(guestPorts(link, reason, retained), settings);
      station.start();
      return undefined;
    },
    stop: async (drainMs: number) => ({ ...(await station!.stop({ drainMs })) }),
  };
});
