/**
 * A broker of raw bytes on a scripted network. It takes the client's stream apart by
 * its headers, has every packet judged, and answers what a broker answers; its answers
 * can be held back and let go in another order, or changed on their way: doubled, cut
 * short, damaged. It keeps no state and has no opinion, so it can be as wrong as a test
 * wants it to be.
 */

import { fail } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import type { ScriptedNetwork, ScriptedSocket } from '../../kit/scripted-network';
import { endOfPacket } from './layout';
import { objection } from './referee';
import { PINGRESP, type Version } from './version';

/** Types of packets, the upper half of their first byte. */
const CONNECT = 0x10;
const PUBLISH = 0x30;
const PUBREC = 0x50;
const PUBREL = 0x60;
const SUBSCRIBE = 0x80;
const UNSUBSCRIBE = 0xa0;
const PINGREQ = 0xc0;

/** A window that no test fills, and that needs not be opened again. */
export const WIDE = 2 ** 24;

export class RawBroker {
  /** The CONNACK for each CONNECT; undefined leaves it unanswered. */
  connack: Uint8Array | undefined;
  /** Whether anything but a CONNECT is answered. */
  answers = false;
  /** What a packet is answered with; undefined is silence. */
  answerTo: (packet: Uint8Array) => Uint8Array | undefined;
  /** What becomes of an answer on its way. */
  onItsWay: (answer: Uint8Array) => Uint8Array = (answer) => answer;
  /** While set, answers are kept in `held`. */
  holds = false;
  held: Uint8Array[] = [];
  /** Off where a test sends more packets than a judge has time for. */
  judges = true;
  /** Packets heard since the last time that somebody took them. */
  #heard: Uint8Array[] = [];
  /** What the judge has against them. Told when they are taken: what throws here, the client may catch. */
  readonly #objections: string[] = [];
  #socket: ScriptedSocket | undefined;
  readonly #version: Version;

  constructor(network: ScriptedNetwork, version: Version) {
    this.#version = version;
    this.connack = version.connack(false);
    this.answerTo = (packet) => usualAnswer(packet, version);
    network.onSocket = (socket) => {
      this.#listen(network, socket);
    };
  }

  #listen(network: ScriptedNetwork, socket: ScriptedSocket): void {
    this.#socket = socket;
    let stream: number[] = [];
    socket.onWrite = (chunk) => {
      stream = stream.concat(Array.from(chunk));
      let at = 0;
      for (let end = endOfPacket(stream, at); end !== undefined; end = endOfPacket(stream, at)) {
        this.#hear(Uint8Array.from(stream.slice(at, end)));
        at = end;
      }
      stream = stream.slice(at);
      if (network.window < WIDE) socket.open(chunk.length); // the network has taken it
    };
  }

  #hear(packet: Uint8Array): void {
    if (this.judges) {
      const wrong = objection(packet, this.#version.level);
      if (wrong !== undefined) this.#objections.push(`${hex(packet)}: ${wrong}`);
    }
    this.#heard.push(packet);
    const isConnect = (packet[0]! & 0xf0) === CONNECT;
    const answer = isConnect ? this.connack : this.answers ? this.answerTo(packet) : undefined;
    if (answer === undefined) return;
    if (this.holds && !isConnect) this.held.push(answer);
    else this.#socket?.send(isConnect ? answer : this.onItsWay(answer));
  }

  /** Packets since the last time, one by one. */
  takePackets(): Uint8Array[] {
    if (this.#objections.length > 0) fail(`wrong packets: ${this.#objections.join('; ')}`);
    const heard = this.#heard;
    this.#heard = [];
    return heard;
  }

  /** The same as one stream. */
  take(): Uint8Array {
    return bytes(...this.takePackets());
  }

  /** Sends whatever it is given. */
  send(...packets: ArrayLike<number>[]): void {
    this.#socket?.send(bytes(...packets));
  }

  /** Lets go what was held, in the order that `order` brings it into. */
  release(order: (held: Uint8Array[]) => Uint8Array[] = (held) => held): void {
    this.holds = false;
    const held = order(this.held);
    this.held = [];
    this.send(...held.map((answer) => this.onItsWay(answer)));
  }

  /** Ends the connection. */
  hangUp(): void {
    this.#socket?.end();
  }
}

function usualAnswer(packet: Uint8Array, version: Version): Uint8Array | undefined {
  switch (packet[0]! & 0xf0) {
    case PUBLISH: {
      const qos = (packet[0]! >> 1) & 3;
      if (qos === 0) return undefined;
      const id = idOfPublish(packet);
      return qos === 1 ? version.puback(id) : version.pubrec(id);
    }
    case PUBREC:
      return version.pubrel(idAt(packet, 2));
    case PUBREL:
      return version.pubcomp(idAt(packet, 2));
    case SUBSCRIBE:
      return version.suback(idOfRequest(packet), packet.at(-1)! & 3);
    case UNSUBSCRIBE:
      return version.unsuback(idOfRequest(packet), 0);
    case PINGREQ:
      return bytes(PINGRESP);
    default:
      return undefined;
  }
}

function hex(packet: Uint8Array): string {
  return Array.from(packet, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** Where the variable header begins: behind the Remaining Length. */
function bodyOf(packet: Uint8Array): number {
  let at = 1;
  while (packet[at]! >= 0x80) at++;
  return at + 1;
}

export function idAt(packet: Uint8Array, at: number): number {
  return (packet[at]! << 8) | packet[at + 1]!;
}

/** The Packet Identifier of a PUBLISH above QoS 0, behind its topic. */
export function idOfPublish(packet: Uint8Array): number {
  const at = bodyOf(packet);
  return idAt(packet, at + 2 + idAt(packet, at));
}

/** The Packet Identifier of a SUBSCRIBE or UNSUBSCRIBE. */
export function idOfRequest(packet: Uint8Array): number {
  return idAt(packet, bodyOf(packet));
}
