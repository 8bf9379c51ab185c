/** What all codecs are measured with. */

export const TOPIC = 'fxwalsh/temperature';
/** 66 bytes */
export const PAYLOAD = bytesOf(
  '{"deviceID":"RPi1","temperature":21.5,"timestamp":1700000000.12345}',
).slice(0, 66);
export const CONNECT = {
  id: 'esp32-0aff12',
  user: 'sensor',
  password: 'correct horse battery',
  will: { topic: 'pubsub-xs/esp32-0aff12/status', payload: 'offline', qos: 1, retain: true },
  cleanSession: true,
  keepAliveS: 30,
} as const;

/** How many packets a stream holds. */
export const PACKETS = 100;

/** ASCII only */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A PUBLISH at QoS 0 of {@link TOPIC} and {@link PAYLOAD}, laid out by hand. */
export const PUBLISH = Uint8Array.of(
  0x30, // PUBLISH, QoS 0
  2 + TOPIC.length + PAYLOAD.length,
  0, // topic length
  TOPIC.length,
  ...bytesOf(TOPIC),
  ...PAYLOAD,
);
/** A PUBACK for packet 7, laid out by hand. */
export const PUBACK = Uint8Array.of(0x40, 2, 0, 7);

/** `PACKETS` copies of a packet in pieces of `size` bytes. */
export function pieces(packet: Uint8Array, size: number): Uint8Array[] {
  const stream = new Uint8Array(packet.length * PACKETS);
  for (let i = 0; i < PACKETS; i++) stream.set(packet, i * packet.length);
  const cut: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += size) cut.push(stream.slice(at, at + size));
  return cut;
}

/** Throws unless the bytes are the same. */
export function mustBe(what: string, actual: Uint8Array, expected: Uint8Array): void {
  const same = actual.length === expected.length && actual.every((byte, i) => byte === expected[i]);
  if (!same) throw new Error(`${what}: ${actual.join()} instead of ${expected.join()}`);
}

/** Throws unless the numbers are the same. */
export function mustCount(what: string, actual: number, expected: number): void {
  if (actual !== expected) throw new Error(`${what}: ${actual} instead of ${expected}`);
}
