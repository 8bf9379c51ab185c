/** The program inside XS that runs the station. */

import type { ResetReason } from '../../../../firmware/ports/reset';
import type { Ports } from '../../../../firmware/ports/ports';
import type { checkSettings, Settings } from '../../../../firmware/station/settings';
import type { Program } from '../../../../firmware/station/program';
import type { WireValue } from '../wire';
import { guestPorts } from './ports';
import { serve } from './serve';

interface Firmware {
  readonly checkSettings: typeof checkSettings;
  readonly Program: new (ports: Ports, settings: Settings) => Program;
}

serve((program, { link, realm }) => {
  const firmware = program as Firmware;
  let station: Program | undefined;
  return {
    check: (settings: unknown) => firmware.checkSettings(settings) as unknown as WireValue,
    boot: (settings: Settings, reason: ResetReason, retained: Uint8Array) => {
      realm.toRom(settings);
      station = new firmware.Program(guestPorts(link, reason, retained), settings);
      station.start();
      return undefined;
    },
    stop: async (drainMs: number) => ({ ...(await station!.stop({ drainMs })) }),
  };
});
