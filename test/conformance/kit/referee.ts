/** Whether a packet is one that the standard allows, as mqtt-packet sees it. For Node only. */

import { Buffer } from 'node:buffer';
import { generate, type Packet, parser } from 'mqtt-packet';

/** What the referee has against the bytes of a packet; undefined when it would have written the same, or the same at more length. */
export function objection(bytes: Uint8Array, level: 4 | 5): string | undefined {
  try {
    const packet = read(bytes, level);
    if (packet === undefined) return 'the packet is incomplete';
    const again = generate(packet, { protocolVersion: level });
    const isSame = again.equals(bytes) || (level === 5 && shortened(again).equals(bytes));
    return isSame ? undefined : `the referee writes ${again.toString('hex')}`;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Packets that may end behind their reason code: PUBACK to PUBCOMP, DISCONNECT, AUTH. */
const MAY_END: readonly number[] = [0x40, 0x50, 0x60, 0x70, 0xe0, 0xf0];

/**
 * The packet without a Property Length of 0 at its end, and without the reason code 0
 * before it: MQTT 5.0 allows both, clauses 3.4.2.1, 3.14.2.1 and 3.15.2.1, and the
 * referee writes them.
 */
function shortened(packet: Buffer): Buffer {
  const head = packet[0]! < 0xe0 ? 4 : 2; // behind the Packet Identifier, where there is one
  const hasNoProperties = packet.length === head + 2 && packet[head + 1] === 0;
  if (!MAY_END.includes(packet[0]! & 0xf0) || !hasNoProperties) return packet;
  const end = packet[head] === 0 ? head : head + 1;
  return Buffer.from([packet[0]!, end - 2, ...packet.subarray(2, end)]);
}

function read(bytes: Uint8Array, level: 4 | 5): Packet | undefined {
  let packet: Packet | undefined;
  const parse = parser({ protocolVersion: level });
  parse.on('packet', (read: Packet) => (packet = read));
  parse.on('error', (error: Error) => {
    throw error;
  });
  const left = parse.parse(Buffer.from(bytes));
  if (left > 0) throw new Error(`${left} bytes too many`);
  return packet;
}
