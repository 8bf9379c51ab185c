/** Faults of Wi-Fi and TCP. */

import type { Fault, FaultValues } from './fault';
import type { Stage } from './stage';

function link({ board }: Stage): { leave(): void } {
  return board.link ?? { leave: () => {} };
}

const wifiGone: Fault = {
  id: 'wifi.gone',
  group: 'wifi',
  title: 'The access point is gone',
  does: 'Switches the access point off.',
  seen: 'wifi lost; offline at the broker; afterwards everything that waited.',
  parameters: [],
  lasts: true,
  begin: ({ board, accessPoint }) => {
    accessPoint.present = false;
    board.link?.check();
    return () => {
      accessPoint.present = true;
    };
  },
};

const wifiPassword: Fault = {
  id: 'wifi.password',
  group: 'wifi',
  title: 'The password is another one',
  does: 'Gives the access point a password that the board does not know.',
  seen: 'wifi lost, and that the access point does not let the board in.',
  parameters: [],
  lasts: true,
  begin: (stage) => {
    const { accessPoint } = stage;
    accessPoint.password = 'not the one we know';
    link(stage).leave();
    return () => {
      accessPoint.password = undefined;
    };
  },
};

const tcpHalfOpen: Fault = {
  id: 'tcp.half-open',
  group: 'tcp',
  title: 'A half-open connection',
  does: 'Nothing arrives any more, either way, and nobody is told. In virtual time only.',
  seen: 'mqtt lost once two keep-alive intervals were silent.',
  parameters: [],
  lasts: true,
  begin: ({ network }) => {
    network.cut = true;
    return () => {
      network.cut = false;
    };
  },
};

const tcpSlow: Fault = {
  id: 'tcp.slow',
  group: 'tcp',
  title: 'A slow and jittery network',
  does: 'Every piece takes longer, by another amount each time. In virtual time only.',
  seen: 'nothing but readings that come later.',
  parameters: [
    { name: 'delayMs', what: 'one way', minimum: 0, maximum: 20_000, preset: 400 },
    { name: 'jitterMs', what: 'at most, beside it', minimum: 0, maximum: 20_000, preset: 400 },
  ],
  lasts: true,
  begin: ({ network }, { delayMs, jitterMs }: FaultValues) => {
    const before = { delayMs: network.delayMs, jitterMs: network.jitterMs };
    Object.assign(network, { delayMs, jitterMs });
    return () => {
      Object.assign(network, before);
    };
  },
};

export const NETWORK_FAULTS: readonly Fault[] = [wifiGone, wifiPassword, tcpHalfOpen, tcpSlow];
