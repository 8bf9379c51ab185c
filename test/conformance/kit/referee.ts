/** Whether a packet is one that the standard allows, as mqtt-packet sees it. For Node only. */

import { Buffer } from 'node:buffer';
import { generate, type Packet, parser } from 'mqtt-packet';

/** What the referee has against the bytes of a packet; undefined when it would have written the same. */
export function objection(bytes: Uint8Array, level: 4 | 5): string | undefined {
  try {
    const packet = read(bytes, level);
    if (packet === undefined) return 'the packet is incomplete';
    const again = generate(packet, { protocolVersion: level });
    return again.equals(bytes) ? undefined : `the referee writes ${again.toString('hex')}`;
  } catch (error) {
    return (error as Error).message;
  }
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
