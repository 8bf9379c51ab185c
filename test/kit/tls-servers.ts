/** Servers of TLS that are right, and those that are wrong in one way each, with what is said of them. */

import type { SecureFailure } from '../../firmware/ports/tls';
import { Authority, type IssueOptions } from '../../host-sim/broker/authority';
import { plainServer, secureServer, type TlsServer } from './tls-board';

const HOUR_MS = 3_600_000;
export const HOSTS: readonly string[] = ['localhost', '127.0.0.1'];

const CLOSE_NOTIFY = Uint8Array.of(
  21, // alert
  ...[3, 3], // TLS 1.2
  ...[0, 2], // length
  1, // warning
  0, // close_notify
);

export interface WrongServer {
  /** Behind "a server". */
  readonly what: string;
  readonly start: (authority: Authority) => Promise<TlsServer>;
  /** What the desk says of it. */
  readonly desk: SecureFailure;
  /** And the chip, whose TLS tells less. */
  readonly chip: SecureFailure;
  /** It never answers, or not by TLS. */
  readonly isPlain?: boolean;
}

export function serverWith(
  from: Authority,
  issue: Partial<IssueOptions> = {},
): ReturnType<typeof secureServer> {
  const { chain, key } = from.issue({ name: 'broker', hosts: HOSTS, ...issue });
  return secureServer({ cert: chain, key });
}

export const WRONG_SERVERS: readonly WrongServer[] = [
  {
    what: 'with a certificate of another CA of the same name',
    start: () => serverWith(new Authority()),
    desk: 'certificate not trusted',
    chip: 'certificate refused',
  },
  {
    what: 'with a certificate for another name',
    start: (authority) => serverWith(authority, { hosts: ['other.local'] }),
    desk: 'certificate for another name',
    chip: 'certificate refused',
  },
  {
    what: 'with a certificate that has expired',
    start: (authority) =>
      serverWith(authority, {
        validFromMs: Date.now() - 2 * HOUR_MS,
        validToMs: Date.now() - HOUR_MS,
      }),
    desk: 'certificate expired',
    chip: 'certificate refused',
  },
  {
    what: 'with a certificate that is not valid yet',
    start: (authority) => serverWith(authority, { validFromMs: Date.now() + HOUR_MS }),
    desk: 'certificate not yet valid',
    chip: 'certificate refused',
  },
  {
    what: 'with a certificate of its own making',
    start: () => serverWith(new Authority({ name: 'broker' })),
    desk: 'certificate not trusted',
    chip: 'certificate refused',
  },
  {
    what: 'whose chain lacks the issuer',
    start: (authority) => {
      const between = new Authority({ name: 'between' }, authority);
      const { chain, key } = between.issue({ name: 'broker', hosts: HOSTS });
      const [leaf] = chain.split(/(?<=-----END CERTIFICATE-----\n)/);
      return secureServer({ cert: leaf!, key });
    },
    desk: 'certificate not trusted',
    chip: 'certificate refused',
  },
  {
    what: 'that offers older TLS only',
    start: (authority) => {
      const { chain: cert, key } = authority.issue({ name: 'broker', hosts: HOSTS });
      const old = {
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1.1',
        ciphers: 'ALL@SECLEVEL=0',
      } as const;
      return secureServer({ cert, key, ...old });
    },
    desk: 'TLS version',
    chip: 'TLS version',
  },
  {
    what: 'of plain MQTT',
    start: () => plainServer((socket) => socket.write(Uint8Array.of(0x20, 2, 0, 0, 0, 0))),
    desk: 'not TLS',
    chip: 'not TLS',
    isPlain: true,
  },
  {
    // As somebody in between could: what follows must not go out in plain text.
    what: 'that ends TLS before it has begun',
    start: () =>
      plainServer((socket) => {
        socket.once('data', () => socket.write(CLOSE_NOTIFY));
      }),
    desk: 'not TLS',
    chip: 'not TLS',
    isPlain: true,
  },
  {
    what: 'that hangs up when it is greeted',
    start: () =>
      plainServer((socket) => {
        socket.on('data', () => socket.destroy());
      }),
    desk: 'not TLS',
    chip: 'not TLS',
    isPlain: true,
  },
  {
    what: 'that stops in the middle of the handshake',
    start: () => plainServer(() => undefined),
    desk: 'TLS timeout',
    chip: 'TLS timeout',
    isPlain: true,
  },
];
