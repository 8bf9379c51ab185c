/** A client that speaks MQTT 5 on a scripted network, and its packets by hand. */

import { Session, type SessionOptions } from '../../firmware/mqtt/session/session';
import { Mqtt5 } from '../../firmware/mqtt/v5/mqtt5';
import type { Mqtt5Options } from '../../firmware/mqtt/v5/options';
import { writeVariable } from '../../firmware/mqtt/v5/variable-integer';
import { equal } from './assert';
import { bytes, field, type Part } from './bytes';
import { ClientFixture } from './client';

/** A Variable Byte Integer. */
export function variable(value: number): Uint8Array {
  const out = new Uint8Array(4);
  return out.slice(0, writeVariable(out, 0, value));
}

/** Property Length and properties. */
export function properties(...parts: Part[]): Uint8Array {
  const content = bytes(...parts);
  return bytes(variable(content.length), content);
}

/** A packet: its first byte, Remaining Length, and the rest. */
export function packet(first: number, ...parts: Part[]): Uint8Array {
  const body = bytes(...parts);
  return bytes(first, variable(body.length), body);
}

/** Two bytes. */
export function two(value: number): readonly number[] {
  return [value >> 8, value & 0xff];
}

/** Four bytes. */
export function four(value: number): readonly number[] {
  return [...two(value >>> 16), ...two(value & 0xffff)];
}

/** A PUBLISH; `id` is left out at QoS 0, `more` are its properties. */
export function publish5(
  first: number,
  topic: string,
  id: number,
  payload: string,
  ...more: Part[]
): Uint8Array {
  return packet(first, field(topic), first & 6 ? two(id) : [], properties(...more), payload);
}

/** PUBACK, PUBREC, PUBREL or PUBCOMP; reason 0 is left out. */
export function ack5(first: number, id: number, reason = 0): Uint8Array {
  return packet(first, two(id), reason === 0 ? [] : reason);
}

/** A CONNACK: flags, reason code, properties. */
export function connack5(flags: number, reason: number, ...more: Part[]): Uint8Array {
  return packet(0x20, flags, reason, properties(...more));
}

/** DISCONNECT with a reason and nothing else, as we send it. */
export function disconnect5(reason: number): Uint8Array {
  return bytes(0xe0, 1, reason);
}

export const PUBACK = 0x40;
export const PUBREC = 0x50;
export const PUBREL = 0x62;
export const PUBCOMP = 0x70;

/** Accepted, without and with a session. */
export const NEW5 = connack5(0, 0);
export const KNOWN5 = connack5(1, 0);

export interface Fixture5Options {
  readonly mqtt5?: Mqtt5Options;
  /** A session with these options; none when it is not said. */
  readonly session?: SessionOptions;
  /** Whether the session is plugged in before MQTT 5. */
  readonly sessionFirst?: boolean;
}

export class Fixture5 extends ClientFixture {
  readonly mqtt5: Mqtt5;
  readonly session: Session;
  /** Errors of callbacks. */
  readonly faults: unknown[] = [];
  /** What the close callback was told. */
  readonly closes: (readonly [state: number, failure: string])[] = [];

  constructor({ mqtt5, session, sessionFirst = false }: Fixture5Options = {}) {
    super();
    this.mqtt5 = new Mqtt5(mqtt5);
    this.session = new Session(session);
    if (session && sessionFirst) this.client.use(this.session);
    this.client.use(this.mqtt5);
    if (session && !sessionFirst) this.client.use(this.session);
    this.client.setClient({
      ...this.network.client,
      onFault: (error: unknown) => this.faults.push(error),
    });
    this.client.setCloseCallback((state, failure) => this.closes.push([state, failure]));
  }

  /** Connects with a session that is kept, and answers with `connack`; the CONNECT is taken off the record. */
  async login(connack: ArrayLike<number> = NEW5): Promise<boolean> {
    const connecting = this.client.connect({ id: 'client_test1', cleanSession: false });
    await this.pass();
    this.socket.take();
    this.socket.send(connack);
    await this.pass();
    return connecting;
  }

  /** The connection breaks. */
  async lose(): Promise<void> {
    this.socket.end();
    await this.pass();
  }
}

/** A fixture that is connected; what followed the CONNACK is off the record, too. */
export async function connected5(
  options?: Fixture5Options,
  connack?: ArrayLike<number>,
): Promise<Fixture5> {
  const fixture = new Fixture5(options);
  equal(await fixture.login(connack), true);
  fixture.socket.take();
  return fixture;
}
