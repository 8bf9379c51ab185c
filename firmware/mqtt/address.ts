/** IPv4 addresses, the only ones that the SDK's sockets take. */

import { whole } from './arguments';

/** The four numbers of an address, as Arduino's `IPAddress` and `uint8_t*` hold them, in dotted form. */
export function dotted(address: ArrayLike<number>): string {
  if (address.length !== 4) throw new TypeError('an IPv4 address has four numbers');
  let text = '';
  for (let i = 0; i < 4; i++) {
    const part = address[i]!;
    whole(part, 'in an IPv4 address', 255);
    text += i === 0 ? `${part}` : `.${part}`;
  }
  return text;
}

/** Whether `host` is an IPv4 address rather than a name to look up. */
export function isIPv4(host: string): boolean {
  const parts = host.split('.');
  if (parts.length !== 4) return false;
  for (const part of parts) {
    const value = Number(part);
    if (String(value) !== part || !Number.isInteger(value) || value < 0 || value > 255) {
      return false;
    }
  }
  return true;
}
