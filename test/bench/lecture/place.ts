/** Where a run takes place: one board, one server that has a certificate, and a link between them. */

import { X509Certificate } from 'node:crypto';
import { SeededRandom } from '../../../host-sim/board/random';
import { ESP32_TCP } from '../../../host-sim/board/tcp';
import { VirtualClock } from '../../../host-sim/board/virtual-clock';
import { Authority } from '../../../host-sim/broker/authority';
import { Link, type LinkParameters } from './link';
import { type Activity, TcpEnd, type TcpLimits } from './tcp';
import { until } from './virtual-time';

export const SERVER_ADDRESS = '10.0.0.1';

/** The board's are an ESP32-C3's and the server's are no limit. */
const LIMITS: { readonly client: TcpLimits; readonly server: TcpLimits } = {
  client: { sendBytes: ESP32_TCP.windowBytes, receiveBytes: ESP32_TCP.receiveBytes },
  server: { sendBytes: 1 << 20, receiveBytes: 1 << 20 },
};

/** TLS 1.2, as on the chip. */
export interface Credentials {
  readonly ca: string;
  readonly caBytes: Uint8Array;
  readonly server: { readonly cert: string; readonly key: string; readonly maxVersion: 'TLSv1.2' };
}

export function makeCredentials(): Credentials {
  const authority = new Authority();
  const { chain: cert, key } = authority.issue({ name: 'server', hosts: [SERVER_ADDRESS] });
  return {
    ca: authority.certificate,
    caBytes: Uint8Array.from(new X509Certificate(authority.certificate).raw),
    server: { cert, key, maxVersion: 'TLSv1.2' },
  };
}

export class Place {
  readonly clock = new VirtualClock();
  readonly link: Link;
  /** The server's ends of new connections. */
  accept: (end: TcpEnd) => void = () => {};
  readonly #activity: Activity = { count: 0 };
  readonly #ends = new Set<TcpEnd>();

  constructor(parameters: LinkParameters, seed: number) {
    this.link = new Link(this.clock, parameters, new SeededRandom(seed, 'link').next);
  }

  /** Opens a connection; its end emits `connect`. */
  readonly dial = (): TcpEnd => {
    const end = TcpEnd.dial(this.link, this.clock, this.#activity, LIMITS, (server) => {
      this.#keep(server);
      this.accept(server);
    });
    this.#keep(end);
    return end;
  };

  #keep(end: TcpEnd): void {
    this.#ends.add(end);
    end.on('error', () => {});
    end.on('close', () => this.#ends.delete(end));
  }

  /** The connection is lost at both ends, and there is no way for a while. */
  breakFor(ms: number): void {
    this.link.isBroken = true;
    for (const end of this.#ends) end.destroy();
    this.clock.set(() => {
      this.link.isBroken = false;
    }, ms);
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.clock.set(resolve, ms);
    });
  }

  /** Lets time pass until the promise is settled. */
  until<T>(promise: Promise<T>): Promise<T> {
    return until(promise, this.clock, this.#activity, () => {
      for (const end of this.#ends) end.sendOwedAck();
    });
  }
}
