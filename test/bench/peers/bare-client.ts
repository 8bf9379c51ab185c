/**
 * A bare socket that writes prepared packets and counts what comes back: what any
 * client costs at least. It knows only packets of the sizes that are measured here, and
 * checks nothing. What is written in one turn leaves as one piece.
 */

import { connect, type Socket } from 'node:net';
import { generate } from 'mqtt-packet';
import { PAYLOAD_BYTES, type PeerClient, TOPIC } from './peer';

const PUBACK = 0x40;
const PUBREC = 0x50;
const PUBREL = 0x62;
const PUBCOMP = 0x70;
const PUBLISH = 0x30;
const BUFFER_BYTES = 65_536;

export class BareClient implements PeerClient {
  onMessage: (payload: Uint8Array) => void = () => {};
  #out = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #outEnd = 0;
  readonly #in = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  /** Bytes of a packet whose rest is still to come. */
  #rest: Buffer = Buffer.alloc(0);
  #socket: Socket | undefined;
  /** What ends the messages that wait, oldest first. */
  #waiting: (() => void)[] = [];
  #first = 0;
  /** Those of messages at QoS 0 that the socket has not taken yet. */
  #untilDrained: (() => void)[] = [];
  #id = 0;
  /** A PUBLISH for each QoS; identifier and payload are written over. */
  readonly #prepared = [0, 1, 2].map((qos) => prepared(qos as 0 | 1 | 2));
  #isHandling = false;
  #isScheduled = false;
  #onConnack: (() => void) | undefined;
  #onSuback: (() => void) | undefined;

  async connect(port: number, id: string, keepsSession: boolean): Promise<void> {
    const onread = {
      buffer: this.#in,
      callback: (count: number): boolean => {
        this.#take(this.#in.subarray(0, count));
        return true;
      },
    };
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
    this.#socket = socket;
    socket.on('error', (error) => {
      throw error;
    });
    socket.on('drain', () => {
      const waiting = this.#untilDrained;
      this.#untilDrained = [];
      for (const done of waiting) done();
    });
    const accepted = new Promise<void>((resolve) => (this.#onConnack = resolve));
    socket.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clientId: id,
        clean: !keepsSession,
        keepalive: 60,
      }),
    );
    await accepted;
  }

  async subscribe(qos: 0 | 1 | 2): Promise<void> {
    const answered = new Promise<void>((resolve) => (this.#onSuback = resolve));
    const subscriptions = [{ topic: TOPIC, qos }];
    this.#socket!.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
    await answered;
  }

  publish(payload: Uint8Array, qos: 0 | 1 | 2, done: () => void): void {
    const packet = this.#prepared[qos]!;
    const payloadAt = packet.length - PAYLOAD_BYTES;
    packet.set(payload, payloadAt);
    if (qos > 0) {
      this.#id = (this.#id % 0xffff) + 1;
      packet[payloadAt - 2] = this.#id >> 8;
      packet[payloadAt - 1] = this.#id & 0xff;
      this.#waiting.push(done);
    }
    this.#out.set(packet, this.#outEnd);
    this.#gathered(packet.length);
    if (qos > 0) return;
    if (!this.#socket!.writableNeedDrain) done();
    else this.#untilDrained.push(done);
  }

  /** How many messages are not acknowledged. */
  get open(): number {
    return this.#waiting.length - this.#first;
  }

  async disconnect(): Promise<void> {
    this.#flush();
    const closed = new Promise((resolve) => this.#socket!.once('close', resolve));
    this.#socket!.end(generate({ cmd: 'disconnect' }));
    await closed;
  }

  #gathered(count: number): void {
    this.#outEnd += count;
    if (this.#outEnd > BUFFER_BYTES / 2) this.#flush();
    if (this.#isHandling || this.#isScheduled) return;
    this.#isScheduled = true;
    process.nextTick(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const end = this.#outEnd;
    this.#outEnd = 0;
    if (end === 0 || this.#socket!.writableEnded) return;
    this.#socket!.write(this.#out.subarray(0, end));
    // What the kernel has not taken is kept where it lies.
    if (this.#socket!.writableLength > 0) this.#out = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  }

  #take(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#isHandling = true;
    let at = 0;
    while (at + 2 <= bytes.length) {
      const end = at + 2 + bytes[at + 1]!;
      if (end > bytes.length) break;
      this.#packet(bytes, at, end);
      at = end;
    }
    this.#isHandling = false;
    if (at < bytes.length) this.#rest = Buffer.from(bytes.subarray(at));
    else if (this.#rest.length > 0) this.#rest = Buffer.alloc(0);
    this.#flush();
  }

  #packet(bytes: Buffer, at: number, end: number): void {
    const first = bytes[at]!;
    if ((first & 0xf0) === PUBLISH) this.#message(bytes, first, end);
    else if (first === PUBACK || first === PUBCOMP) this.#done();
    else if (first === PUBREC) this.#answer(PUBREL, bytes, at + 2);
    else if (first === PUBREL) this.#answer(PUBCOMP, bytes, at + 2);
    else if (first === 0x20) this.#onConnack?.();
    else if (first === 0x90) this.#onSuback?.();
  }

  #message(bytes: Buffer, first: number, end: number): void {
    this.onMessage(bytes.subarray(end - PAYLOAD_BYTES, end));
    const qos = (first >> 1) & 3;
    if (qos > 0) this.#answer(qos === 1 ? PUBACK : PUBREC, bytes, end - PAYLOAD_BYTES - 2);
  }

  #answer(first: number, bytes: Buffer, idAt: number): void {
    const out = this.#out;
    const at = this.#outEnd;
    out[at] = first;
    out[at + 1] = 2;
    out[at + 2] = bytes[idAt]!;
    out[at + 3] = bytes[idAt + 1]!;
    this.#gathered(4);
  }

  #done(): void {
    const done = this.#waiting[this.#first++]!;
    if (this.#first === 1_024) {
      this.#waiting = this.#waiting.slice(this.#first);
      this.#first = 0;
    }
    done();
  }
}

function prepared(qos: 0 | 1 | 2): Buffer {
  const payload = Buffer.alloc(PAYLOAD_BYTES);
  const message = { topic: TOPIC, payload, retain: false, dup: false };
  if (qos === 0) return generate({ cmd: 'publish', qos, ...message });
  return generate({ cmd: 'publish', qos, messageId: 1, ...message });
}
