/** Secure sockets of the desktop: they end with the link, as the chip's do. */

import type { SecureSocketConstructor, SecureSocketOptions } from '../../ports/tls';
import { ModdableTls } from '../common/tls';
import type { DesktopLink } from './wifi';

export function desktopTls(link: DesktopLink): SecureSocketConstructor {
  return class extends ModdableTls {
    readonly #uncarry: () => void;

    constructor(options: SecureSocketOptions) {
      super(options);
      this.#uncarry = link.carry(() => {
        this.end(undefined);
      });
    }

    override close(): void {
      this.#uncarry();
      super.close();
    }
  };
}
