/** A client with a session on a scripted network, and packets by hand. */

import { Session, type SessionOptions } from '../../firmware/mqtt/session/session';
import { bytes, field } from './bytes';
import { ClientFixture } from './client';

/** Two bytes of a packet identifier. */
function id2(id: number): readonly number[] {
  return [id >> 8, id & 0xff];
}

/** A PUBLISH with this first byte; `id` is left out at QoS 0. */
export function publish(first: number, topic: string, id: number, payload: string): Uint8Array {
  const body = bytes(field(topic), first & 6 ? id2(id) : [], payload);
  return bytes(first, body.length, body);
}

export const puback = (id: number): Uint8Array => bytes(0x40, 2, id2(id));
export const pubrec = (id: number): Uint8Array => bytes(0x50, 2, id2(id));
export const pubrel = (id: number): Uint8Array => bytes(0x62, 2, id2(id));
export const pubcomp = (id: number): Uint8Array => bytes(0x70, 2, id2(id));

/** CONNACKs: accepted, without and with a session. */
export const NEW: readonly number[] = [0x20, 2, 0, 0];
export const KNOWN: readonly number[] = [0x20, 2, 1, 0];

export class SessionFixture extends ClientFixture {
  readonly session: Session;

  constructor(options?: SessionOptions) {
    super();
    this.session = new Session(options);
    this.client.use(this.session);
  }

  /** Logs in, and forgets what was written. */
  async open(connack = NEW): Promise<void> {
    await this.reconnect(connack);
    this.socket.take();
  }

  /** Logs in with a session that is kept; what is sent behind the CONNECT stays to be looked at. */
  async reconnect(connack = KNOWN): Promise<void> {
    const connecting = this.client.connect({ id: 'client_test1', cleanSession: false });
    await this.pass();
    this.socket.take(); // CONNECT
    this.socket.send(connack);
    await this.pass();
    await connecting;
  }

  /** The connection breaks. */
  async lose(): Promise<void> {
    this.socket.end();
    await this.pass();
  }
}
