/** Faults of the Wi-Fi. */

import { setting } from './define';
import type { Fault } from './fault';
import type { Stage } from './stage';

const accessPoint = ({ accessPoint }: Stage) => accessPoint;
const check = ({ board }: Stage): void => board.link?.check();

export const WIFI_FAULTS: readonly Fault[] = [
  setting(
    'wifi.gone',
    {
      title: 'The access point is gone',
      does: 'Switches the access point off.',
      seen: 'wifi lost; offline at the broker; afterwards everything that waited.',
    },
    [],
    accessPoint,
    () => ({ present: false }),
    check,
  ),
  setting(
    'wifi.password',
    {
      title: 'The password is another one',
      does: 'Gives the access point a password that the board does not know.',
      seen: 'wifi lost, and that the access point does not let the board in.',
    },
    [],
    accessPoint,
    () => ({ password: 'not the one we know' }),
    ({ board }) => board.link?.leave(),
  ),
  setting(
    'wifi.weak',
    {
      title: 'A weak signal',
      does: 'The access point is received as weakly as that; below -90 dBm not at all.',
      seen: 'wifi lost when it is too weak; else the strength at the next joining.',
    },
    [{ name: 'rssiDbm', what: 'at the board', minimum: -100, maximum: -30, preset: -95 }],
    accessPoint,
    ({ rssiDbm }) => ({ rssi: rssiDbm! }),
    check,
  ),
  setting(
    'wifi.slow-dhcp',
    {
      title: 'A slow DHCP server',
      does: 'The address comes so late; the link is broken once.',
      seen: 'wifi lost, and joined later; tried again when it takes more than 20 s.',
    },
    [{ name: 'delayMs', what: 'until the address', minimum: 0, maximum: 60_000, preset: 8_000 }],
    ({ radio }) => radio,
    ({ delayMs }) => ({ dhcpMs: delayMs! }),
    ({ board }) => board.link?.leave(),
  ),
];
