/** For programs of one's own on a computer: what PubSubClient needs to reach the network, all of it Node's. */

import type { Client } from '../../firmware/mqtt/client';
import { Life } from '../board/life';
import { resolverOf } from '../board/resolver';
import { type SocketPlace, tcpOf } from '../board/tcp';
import { tlsOf } from '../board/tls';
import { realWorld } from '../world/world';
import { secureOptionsOf, type TrustOptions } from './certificates';

export type { Credential, TrustOptions } from './certificates';

export interface NetworkOptions {
  /** TLS, and whom to trust. Without it the connection is plain TCP. */
  readonly secure?: TrustOptions;
}

/** No chip's memory is here to be spared: as much as a computer's sockets take. */
const LIMITS = { windowBytes: 65_536, receiveBytes: 65_536 };

/** The computer's own network, which is there before the program is. */
const LINK: SocketPlace['link'] = {
  ready: true,
  carry: () => () => undefined,
};

const SECURE = [
  'certificate',
  'serverName',
  'verify',
  'clientCertificates',
  'clientKey',
  'applicationLayerProtocolNegotiation',
  'timeoutMs',
] as const satisfies readonly (keyof TrustOptions)[];

/** A mistake must not leave a connection in plain text. */
function only(options: unknown, names: readonly string[], where: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`network: ${where} an object of options is wanted`);
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`network: ${where}${unknown} is no option; there is ${names.join(', ')}`);
}

/** The third argument of `new PubSubClient(host, port, network())`. A connection keeps the process alive. */
export function network(options: NetworkOptions = {}): Client {
  only(options, ['secure'], '');
  const { secure } = options;
  if (secure !== undefined) only(secure, SECURE, 'secure.');
  const world = realWorld();
  const life = new Life();
  const place: SocketPlace = { link: LINK, life, limits: LIMITS, world };
  const dns = { io: resolverOf(LINK, life, world.lookup) };
  const { clock } = world;
  if (!secure) return { io: tcpOf(place), dns, clock };
  const io = tlsOf(place, world) as Client['io'];
  return { io, dns, clock, secure: secureOptionsOf(secure) };
}
