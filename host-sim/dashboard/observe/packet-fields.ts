/**
 * The parts of an MQTT packet with their places, as a person reads them. Where a part begins
 * is found here; what it says is mqtt-packet's word.
 */

import type { Packet } from 'mqtt-packet';
import type { Field } from '../protocol';

type Kind = Field['kind'];

/** Goes through the bytes of one packet and notes what it passes. */
class Walk {
  readonly fields: Field[] = [];
  at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get rest(): number {
    return this.#bytes.length - this.at;
  }

  take(length: number, name: string, value: string, kind: Kind): void {
    const own = Math.min(length, this.rest);
    if (own <= 0) return;
    this.fields.push({ name, value, kind, at: this.at, length: own });
    this.at += own;
  }

  /** Two bytes of length, and as many bytes. */
  string(name: string, value: string, kind: Kind = 'text'): void {
    const length = this.#word();
    this.take(2, `length of the ${name}`, String(length), 'length');
    this.take(length, name, value, kind);
  }

  /** Remaining Length, or that of properties: up to four bytes, MQTT 3.1.1 clause 2.2.3. */
  count(name: string): number {
    let value = 0;
    let bytes = 0;
    for (let byte = 0x80; byte & 0x80 && bytes < 4; bytes++) {
      byte = this.#bytes[this.at + bytes] ?? 0;
      value += (byte & 0x7f) * 128 ** bytes;
    }
    this.take(bytes, name, String(value), 'length');
    return value;
  }

  /** MQTT 5 only. */
  properties(isVersion5: boolean): void {
    if (!isVersion5 || this.rest === 0) return;
    const length = this.count('length of the properties');
    this.take(length, 'properties', `${length} bytes`, 'flags');
  }

  #word(): number {
    return ((this.#bytes[this.at] ?? 0) << 8) | (this.#bytes[this.at + 1] ?? 0);
  }
}

const HIDDEN = 'not shown';

type Of<C extends Packet['cmd']> = Extract<Packet, { cmd: C }>;

function connect(walk: Walk, packet: Of<'connect'>): void {
  const { will, username, password, clientId, keepalive, clean } = packet;
  const isVersion5 = packet.protocolVersion === 5;
  walk.string('protocol name', packet.protocolId ?? 'MQTT');
  walk.take(1, 'protocol level', `${packet.protocolVersion ?? 4}`, 'head');
  const flags = [clean ? 'clean session' : 'session kept', ...(will ? ['with a will'] : [])];
  if (username !== undefined) flags.push('with a login');
  walk.take(1, 'connect flags', flags.join(', '), 'flags');
  walk.take(2, 'keep-alive', `${keepalive ?? 0} s`, 'id');
  walk.properties(isVersion5);
  walk.string('client id', clientId);
  if (will) {
    walk.properties(isVersion5);
    walk.string('will topic', will.topic);
    walk.string('will message', will.payload.toString(), 'payload');
  }
  if (username !== undefined) walk.string('user name', HIDDEN, 'secret');
  if (password !== undefined) walk.string('password', HIDDEN, 'secret');
}

function publish(walk: Walk, packet: Of<'publish'>, isVersion5: boolean): void {
  walk.string('topic', packet.topic);
  if (packet.qos > 0) walk.take(2, 'packet id', String(packet.messageId), 'id');
  walk.properties(isVersion5);
  walk.take(walk.rest, 'payload', packet.payload.toString(), 'payload');
}

function body(walk: Walk, packet: Packet, isVersion5: boolean): void {
  if (packet.cmd === 'connect') {
    connect(walk, packet);
    return;
  }
  if (packet.cmd === 'publish') {
    publish(walk, packet, isVersion5);
    return;
  }
  if (packet.cmd === 'connack') {
    walk.take(1, 'session present', packet.sessionPresent ? 'yes' : 'no', 'flags');
    walk.take(1, 'return code', codeText(packet.returnCode ?? packet.reasonCode ?? 0), 'head');
  } else if (packet.messageId !== undefined) {
    walk.take(2, 'packet id', String(packet.messageId), 'id');
  }
  if (packet.cmd === 'subscribe') {
    walk.properties(isVersion5);
    for (const { topic, qos } of packet.subscriptions) {
      walk.string('topic filter', topic);
      walk.take(1, 'wanted QoS', String(qos), 'flags');
    }
  } else if (packet.cmd === 'suback') {
    walk.properties(isVersion5);
    for (const granted of packet.granted) walk.take(1, 'granted QoS', grantText(granted), 'head');
  }
}

function codeText(code: number): string {
  return code === 0 ? '0, accepted' : `${code}, refused`;
}

function grantText(granted: unknown): string {
  return Number(granted) > 2 ? 'refused' : String(granted);
}

/** The fields of a whole packet, in their order; together they are all of its bytes. */
export function packetFields(
  bytes: Uint8Array,
  packet: Packet | undefined,
  isVersion5: boolean,
): readonly Field[] {
  const walk = new Walk(bytes);
  walk.take(1, 'type and flags', packet ? headText(packet) : 'unknown', 'head');
  walk.count('remaining length');
  if (packet) body(walk, packet, isVersion5);
  walk.take(walk.rest, 'rest', `${walk.rest} bytes`, 'payload');
  return walk.fields;
}

function headText(packet: Packet): string {
  const type = packet.cmd.toUpperCase();
  if (packet.cmd !== 'publish') return type;
  const flags = [`QoS ${packet.qos}`];
  if (packet.retain) flags.push('retained');
  if (packet.dup) flags.push('sent again');
  return `${type}, ${flags.join(', ')}`;
}

/** A packet in few words. */
export function packetSummary(packet: Packet): string {
  switch (packet.cmd) {
    case 'publish':
      return `${packet.topic}${packet.qos > 0 ? `, id ${packet.messageId}` : ''}`;
    case 'connect':
      return `as ${packet.clientId}`;
    case 'connack':
      return codeText(packet.returnCode ?? packet.reasonCode ?? 0);
    case 'subscribe':
      return packet.subscriptions.map(({ topic }) => topic).join(', ');
    default:
      return packet.messageId === undefined ? '' : `id ${packet.messageId}`;
  }
}
