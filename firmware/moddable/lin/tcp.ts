/** Sockets that end with the link, as they do on a chip whose Wi-Fi goes. */

import Timer from 'timer';
import type { SocketConstructor, SocketOptions } from '../../ports/socket';
import { ModdableTcp } from '../common/tcp';
import type { DesktopLink } from './wifi';

export function desktopTcp(link: DesktopLink): SocketConstructor {
  return class extends ModdableTcp {
    readonly #uncarry: () => void;

    constructor(options: SocketOptions) {
      super(options);
      this.#uncarry = link.carry(() => {
        super.close();
        Timer.set(() => options.onError?.(), 0);
      });
    }

    override close(): void {
      this.#uncarry();
      super.close();
    }
  };
}
