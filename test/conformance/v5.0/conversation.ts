/** A conversation in MQTT 5.0, with options of its own, and a server that says something of itself. */

import type { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import type { SessionOptions } from '../../../firmware/mqtt/session/session';
import { Mqtt5 } from '../../../firmware/mqtt/v5/mqtt5';
import type { Mqtt5Options } from '../../../firmware/mqtt/v5/options';
import { equal } from '../../kit/assert';
import { bytes, type Part } from '../../kit/bytes';
import { Conversation } from '../kit/conversation';
import { packet, two, variableInteger } from '../kit/layout';
import { V5_0 } from './version';

/** Property Length and properties. */
export function properties(...parts: Part[]): Uint8Array {
  const content = bytes(...parts);
  return bytes(variableInteger(content.length), content);
}

/** Four bytes, the most significant first. */
export function four(number: number): Uint8Array {
  return bytes(two(number >>> 16), two(number & 0xffff));
}

/** A CONNACK with properties. */
export function connack(flags: number, code: number, ...parts: Part[]): Uint8Array {
  return packet(
    0x20, // CONNACK
    flags, // Connect Acknowledge Flags
    code, // Connect Reason Code
    properties(...parts),
  );
}

export class Conversation5 extends Conversation {
  readonly mqtt5: Mqtt5;
  readonly #said: { properties: readonly Part[] };

  constructor(options: Mqtt5Options = {}, session?: SessionOptions) {
    const mqtt5 = new Mqtt5(options);
    const said: { properties: readonly Part[] } = { properties: [] };
    const version = {
      ...V5_0,
      plugIn: (client: PubSubClient): unknown => client.use(mqtt5),
      connack: (sessionPresent: boolean, code = 0) =>
        connack(sessionPresent ? 1 : 0, code, ...said.properties),
    };
    super(version, session);
    this.mqtt5 = mqtt5;
    this.#said = said;
  }

  /** The properties of each CONNACK from now on. */
  says(...parts: Part[]): this {
    this.#said.properties = parts;
    return this;
  }
}

/** A conversation that has begun with a server that says this of itself, the CONNECT forgotten. */
export async function begun5(
  said: readonly Part[],
  options?: Mqtt5Options,
  session?: SessionOptions,
): Promise<Conversation5> {
  const conversation = new Conversation5(options, session).says(...said);
  equal(await conversation.login(), true, 'logged in');
  conversation.broker.takePackets();
  return conversation;
}
