/** TLS on the world's connections, with Node's own: what the SDK's TLS socket does on the chip. */

import { createPrivateKey } from 'node:crypto';
import { isIP } from 'node:net';
import { PassThrough } from 'node:stream';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type {
  SecureFailure,
  SecureOptions,
  SecureSocketConstructor,
  SecureSocketOptions,
} from '../../firmware/ports/tls';
import type { WallClock } from '../../firmware/ports/wall-clock';
import { PacketFilter } from '../world/packet-filter';
import { checkOptions, peerOf, type SocketPlace, type Wire, WorldSocket } from './tcp';
import { isUntimely, secureFailureOf } from './tls-failures';

/** Certificates have dates. */
type TimeOfDay = Pick<WallClock, 'unixMs'>;

const HANDSHAKE_MS = 20_000;

/** The secure socket class of a board. A session that a server has given is resumed by the next connection to it. */
export function tlsOf(place: SocketPlace, wallClock: TimeOfDay): SecureSocketConstructor {
  const sessions = new Map<string, Buffer>();
  return class extends WorldSocket {
    constructor(options: SecureSocketOptions) {
      checkOptions(options);
      super(options, place, wireOf(options, place, wallClock, sessions));
    }
  };
}

function wireOf(
  options: SecureSocketOptions,
  place: SocketPlace,
  wallClock: TimeOfDay,
  sessions: Map<string, Buffer>,
): Wire {
  if (wallClock.unixMs() === undefined) return noWire('clock not set');
  try {
    return new SecureWire(options, place, wallClock, sessions);
  } catch {
    return noWire('TLS failed'); // certificate or key cannot be read
  }
}

function noWire(failure: SecureFailure): Wire {
  return { socket: new PassThrough().destroy(), openEvent: 'never', failure: () => failure };
}

class SecureWire implements Wire {
  readonly openEvent = 'verified';
  readonly socket: TLSSocket;
  /** Faults of the broker's are seen where its packets can be. */
  readonly filter: PacketFilter | undefined;
  #failure: SecureFailure | undefined;
  #isReached = false;
  #isOpen = false;

  constructor(
    options: SecureSocketOptions,
    { world: { dial, clock, network } }: SocketPlace,
    wallClock: TimeOfDay,
    sessions: Map<string, Buffer>,
  ) {
    const { secure, host, address, port } = options;
    const name = secure.serverName ?? host ?? address;
    const key = `${name}:${port}`;
    const context = connectionOptions(secure, name);
    const inner = dial({ ...peerOf(options), isSecret: true });
    this.filter = network && new PacketFilter(network);
    inner.on('connect', () => {
      this.#isReached = true;
    });
    const session = sessions.get(key);
    const socket = connect({ ...context, socket: inner, ...(session && { session }) });
    this.socket = socket;
    const timer = clock.set(() => {
      if (this.#isReached) this.#fail('TLS timeout');
    }, secure.timeoutMs ?? HANDSHAKE_MS);
    socket.on('session', (latest) => sessions.set(key, latest));
    socket.on('secureConnect', () => {
      clock.clear(timer);
      this.#secured(secure, wallClock);
    });
    socket.on('error', (error: Error) => {
      sessions.delete(key);
      this.#failure ??= secureFailureOf(error, this.#isReached && !this.#isOpen);
    });
    socket.on('close', () => {
      clock.clear(timer);
      inner.destroy();
    });
    // In a turn of its own: what TLS has against the other side comes behind the end of the stream.
    inner.on('close', () => {
      setImmediate(() => {
        if (this.#isReached && !this.#isOpen) this.#fail('not TLS');
        socket.destroy();
      });
    });
  }

  readonly failure = (): SecureFailure | undefined => this.#failure;

  #secured({ verify = true }: SecureOptions, wallClock: TimeOfDay): void {
    const wrong = verify ? isUntimely(this.socket, wallClock.unixMs() ?? 0) : undefined;
    if (wrong) {
      this.#fail(wrong);
      return;
    }
    this.#isOpen = true;
    this.socket.emit(this.openEvent);
  }

  #fail(failure: SecureFailure): void {
    this.#failure ??= failure;
    this.socket.destroy();
  }
}

/** Throws when a certificate or the key cannot be read. */
function connectionOptions(secure: SecureOptions, name: string): ConnectionOptions {
  const { certificate, clientCertificates, clientKey, verify = true } = secure;
  const protocol = secure.applicationLayerProtocolNegotiation;
  return {
    host: name,
    servername: isIP(name) ? '' : name,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: verify,
    // Without one of ours there is none: what the computer trusts is not what the chip does.
    ca: certificate ? pemOf(certificate) : [],
    ...(clientCertificates && { cert: clientCertificates.map(pemOf).join('') }),
    ...(clientKey && { key: keyOf(clientKey) }),
    ...(protocol !== undefined && { ALPNProtocols: [protocol] }),
  };
}

function pemOf(der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function keyOf(der: Uint8Array): string {
  const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  return key.export({ format: 'pem', type: 'pkcs8' }) as string;
}
