/**
 * The face: Arduino's PubSubClient 2.8, with its names, arguments, defaults,
 * limits and state codes. What cannot be the same in JavaScript, and what is
 * deliberately not, stands in two tables in README.md beside it.
 *
 *     const client = new PubSubClient('broker.local', 1883, onMessage, network);
 *     if (await client.connect('esp32')) client.publish('greeting', 'hello');
 */

import { dotted } from './address';
import { dataBytes, textBytes, whole } from './arguments';
import type { Client, Server } from './client';
import { type ConnectArguments, type ConnectOptions, connectOptions } from './connect-options';
import {
  MQTT_KEEPALIVE,
  MQTT_MAX_HEADER_SIZE,
  MQTT_MAX_PACKET_SIZE,
  MQTT_SOCKET_TIMEOUT,
  MQTTPUBLISH,
} from './constants';
import { type CloseCallback, Core } from './core';
import { NO_ROOM, RETAIN } from './encode';
import type { Plugin } from './extension';
import type { Failure } from './failures';
import type { AsynchronousMessageCallback, MessageCallback } from './inbox';
import type { Stream } from './oversize';
import { toBytes } from './text';
import { isTopicFilter, type Topic, TopicMemo } from './topic';

/** A server's place: a name, an IPv4 address as text, or its four numbers. */
export type Host = string | ArrayLike<number>;

/** What may be published; null is the empty payload. */
export type Payload = string | Uint8Array | null;

/** The first `length` bytes of a payload, or all of it. */
function payloadBytes(payload: Payload, length?: number): Uint8Array {
  if (payload === null) return new Uint8Array(0);
  const bytes = dataBytes(payload, 'payload');
  if (length === undefined || length === bytes.length) return bytes;
  return bytes.subarray(0, whole(length, "the payload's length", bytes.length));
}

export class PubSubClient {
  readonly #core = new Core(MQTT_MAX_PACKET_SIZE);
  #server: Server | undefined;
  #bufferSize = MQTT_MAX_PACKET_SIZE;
  #keepAliveS = MQTT_KEEPALIVE;
  #socketTimeoutS = MQTT_SOCKET_TIMEOUT;
  readonly #topics = new TopicMemo();

  constructor();
  constructor(client: Client);
  constructor(host: Host, port: number, client: Client, stream?: Stream);
  constructor(host: Host, port: number, callback: MessageCallback, client: Client, stream?: Stream);
  constructor(
    first?: Client | Host,
    port?: number,
    third?: Client | MessageCallback,
    fourth?: Client | Stream,
    fifth?: Stream,
  ) {
    if (first === undefined) return;
    if (port === undefined) {
      this.setClient(first as Client);
      return;
    }
    this.setServer(first as Host, port);
    const withCallback = typeof third === 'function';
    if (withCallback) this.setCallback(third);
    this.setClient((withCallback ? fourth : third) as Client);
    const stream = withCallback ? fifth : fourth;
    if (stream) this.setStream(stream as Stream);
  }

  /** Where to connect to; a live connection stays as it is. */
  setServer(host: Host, port: number): this {
    whole(port, 'setServer: port', 0xffff, 1);
    this.#server = { host: typeof host === 'string' ? host : dotted(host), port };
    return this;
  }

  /**
   * Receives all messages, as soon as they come. The payload is a view that
   * holds until the callback returns; one that goes on after an `await` must say
   * `{ asynchronous: true }` and gets a copy.
   */
  setCallback(callback: MessageCallback): this;
  setCallback(
    callback: AsynchronousMessageCallback,
    options: { readonly asynchronous: true },
  ): this;
  setCallback(
    callback: MessageCallback | AsynchronousMessageCallback,
    options?: { readonly asynchronous: true },
  ): this {
    const given: unknown = callback;
    if (given && typeof given !== 'function') {
      throw new TypeError(`setCallback: ${typeof given}, not a function`);
    }
    this.#core.inbox.callback = callback;
    this.#core.inbox.asynchronous = options?.asynchronous ?? false;
    return this;
  }

  /** The network to connect through, from the next `connect` on. */
  setClient(client: Client): this {
    this.#core.nextClient = client;
    return this;
  }

  /** Receives every payload, of any size, piece by piece. */
  setStream(stream: Stream): this {
    this.#core.inbox.stream = stream;
    return this;
  }

  /** Seconds, 0 to 65535, for the next CONNECT; 0 switches keep-alive off. */
  setKeepAlive(keepAliveS: number): this {
    this.#keepAliveS = whole(keepAliveS, 'setKeepAlive', 0xffff);
    return this;
  }

  /** Seconds to wait for the connection to open, and then for the CONNACK. */
  setSocketTimeout(timeoutS: number): this {
    this.#socketTimeoutS = whole(timeoutS, 'setSocketTimeout', 0xffff);
    return this;
  }

  /**
   * Bytes of the buffer for incoming packets and of that for outgoing ones. False,
   * and nothing changed, for 0, more than 65,535, or less than what is in use.
   */
  setBufferSize(size: number): boolean {
    if (!Number.isInteger(size) || size < 1 || size > 0xffff) return false;
    if (size !== this.#bufferSize && !this.#core.resize(size)) return false;
    this.#bufferSize = size;
    return true;
  }

  getBufferSize(): number {
    return this.#bufferSize;
  }

  /** Plugs a module in: a session, MQTT 5. Before the first `connect`. */
  use(plugin: Plugin): this {
    plugin.attach(this.#core);
    return this;
  }

  /** Told when a connection ends that was not ended by `disconnect`. */
  setCloseCallback(callback: CloseCallback): this {
    this.#core.onClose = callback;
    return this;
  }

  /**
   * Opens the connection and logs in; true when the server has accepted, at once
   * if it had before. When false, `state()` and `failure()` say why. After
   * `disconnect` it first waits for that to be over.
   */
  connect(id: string): Promise<boolean>;
  connect(options: ConnectOptions): Promise<boolean>;
  connect(
    id: string,
    user: string | null | undefined,
    password: string | null | undefined,
  ): Promise<boolean>;
  connect(
    id: string,
    willTopic: string | null | undefined,
    willQos: number,
    willRetain: boolean,
    willMessage: string | null | undefined,
  ): Promise<boolean>;
  connect(
    id: string,
    user: string | null | undefined,
    password: string | null | undefined,
    willTopic: string | null | undefined,
    willQos: number,
    willRetain: boolean,
    willMessage: string | null | undefined,
    cleanSession?: boolean,
  ): Promise<boolean>;
  connect(...form: readonly unknown[]): Promise<boolean> {
    if (this.#core.connected) return Promise.resolve(true);
    if (!this.#server) throw new TypeError('no server: name it in the constructor or setServer');
    const options = connectOptions(form as unknown as ConnectArguments);
    const attempt = { server: this.#server, options, keepAliveS: this.#keepAliveS };
    return this.#core.connect(attempt, this.#socketTimeoutS * 1000);
  }

  /**
   * Sends DISCONNECT and closes. `connected()` and `state()` change at once; the
   * promise says when all that was queued has gone to the network, or the socket
   * timeout is over. A message that is open is given up, without DISCONNECT.
   */
  disconnect(): Promise<void> {
    return this.#core.disconnect();
  }

  connected(): boolean {
    return this.#core.connected;
  }

  /** One of the `MQTT_*` state constants, or the server's return code. */
  state(): number {
    return this.#core.state;
  }

  /** Why the last call returned false or the connection ended; explain.ts has the words. */
  failure(): Failure | undefined {
    return this.#core.sender.failure;
  }

  /** Whether the server still had a session of this client when it last accepted it. */
  sessionPresent(): boolean {
    return this.#core.sessionPresent;
  }

  /** How many messages were larger than the buffer, and no stream was set to take them. */
  droppedMessages(): number {
    return this.#core.inbox.dropped;
  }

  /** Allowed, as in every Arduino sketch, but never needed: packets are handled as they arrive. */
  loop(): boolean {
    return this.#core.connected;
  }

  /**
   * Publishes at QoS 0. True when the packet is queued, having been copied; false
   * when nothing of it is sent, and `failure()` says why.
   */
  publish(topic: string | Topic, payload: Payload, retained?: boolean): boolean;
  publish(
    topic: string | Topic,
    payload: Uint8Array | null,
    length: number,
    retained?: boolean,
  ): boolean;
  publish(
    topic: string | Topic,
    payload: Payload,
    third: boolean | number = false,
    fourth = false,
  ): boolean {
    const name = this.#topics.bytesOf(topic);
    if (!name) return this.#core.sender.refuse('bad topic');
    const retained = typeof third === 'number' ? fourth : third;
    const bytes = payloadBytes(payload, typeof third === 'number' ? third : undefined);
    return this.#core.sender.publish(retained ? MQTTPUBLISH | RETAIN : MQTTPUBLISH, name, 0, bytes);
  }

  /** Publishes a payload of any size; leave it alone until the promise settles. */
  publish_P(topic: string | Topic, payload: Payload, retained: boolean): Promise<boolean>;
  publish_P(
    topic: string | Topic,
    payload: Uint8Array | null,
    length: number,
    retained: boolean,
  ): Promise<boolean>;
  async publish_P(
    topic: string | Topic,
    payload: Payload,
    third: boolean | number,
    fourth = false,
  ): Promise<boolean> {
    const retained = typeof third === 'number' ? fourth : third;
    const bytes = payloadBytes(payload, typeof third === 'number' ? third : undefined);
    if (!this.beginPublish(topic, bytes.length, retained)) return false;
    let sent = 0;
    for (;;) {
      sent += this.write(bytes.subarray(sent));
      if (sent === bytes.length) return this.endPublish() === 1;
      if (!(await this.writable())) return false;
    }
  }

  /**
   * Starts a message of `length` payload bytes, up to 256 MB less the topic; `write`
   * brings them and `endPublish` checks that all have come. No other packet can go
   * out before, and incoming ones wait.
   */
  beginPublish(topic: string | Topic, length: number, retained: boolean): boolean {
    whole(length, 'beginPublish: length', Infinity);
    const name = this.#topics.bytesOf(topic);
    if (!name) return this.#core.sender.refuse('bad topic');
    const first = retained ? MQTTPUBLISH | RETAIN : MQTTPUBLISH;
    return this.#core.sender.beginMessage(first, name, length);
  }

  /** Takes as much as fits now of the payload begun, and returns how many bytes that was. */
  write(data: number | Uint8Array, size?: number): number {
    const bytes =
      typeof data === 'number'
        ? Uint8Array.of(whole(data, 'write: byte', 0xff))
        : payloadBytes(data, size);
    return this.#core.sender.write(bytes);
  }

  /** Writes text into the message begun; returns the bytes taken. */
  print(text: string): number {
    return this.#core.sender.write(toBytes(text));
  }

  /** The same with a line end, CR LF as on Arduino. */
  println(text = ''): number {
    return this.#core.sender.write(toBytes(`${text}\r\n`));
  }

  /** 1 when the message begun is complete; 0 when bytes are missing, and it stays open for them. */
  endPublish(): number {
    return this.#core.sender.endMessage() ? 1 : 0;
  }

  /** Settles true when `count` bytes fit into the out-buffer, false when the connection ends first. */
  writable(count = 1): Promise<boolean> {
    return this.#core.sender.writable(whole(count, 'writable: count', Infinity));
  }

  /** Bytes queued that the network has not taken yet. */
  buffered(): number {
    return this.#core.sender.out.pending;
  }

  /** Subscribes with QoS 0 or 1. True when the packet is queued. */
  subscribe(filter: string, qos = 0): boolean {
    const core = this.#core;
    if (!Number.isInteger(qos) || qos < 0 || qos > (core.inbox.extension?.maximumQos ?? 1)) {
      return core.sender.refuse('bad QoS');
    }
    const { dialect } = core.sender;
    return this.#request(filter, (id, bytes, out, at, end) =>
      dialect.subscribe(out, at, end, id, bytes, qos),
    );
  }

  /** True when the packet is queued. */
  unsubscribe(filter: string): boolean {
    const { dialect } = this.#core.sender;
    return this.#request(filter, (id, bytes, out, at, end) =>
      dialect.unsubscribe(out, at, end, id, bytes),
    );
  }

  #request(
    filter: string,
    encode: (id: number, bytes: Uint8Array, out: Uint8Array, at: number, end: number) => number,
  ): boolean {
    const core = this.#core;
    const bytes = textBytes(filter, 'filter');
    if (!isTopicFilter(bytes)) return core.sender.refuse('bad topic');
    // PubSubClient's limit is 9 bytes and the filter, for both packets.
    const length = 9 - MQTT_MAX_HEADER_SIZE + bytes.length + core.sender.dialect.overhead;
    return core.sender.send(length, (out, at, end) => {
      // Tried first: what does not fit must not use up an identifier.
      const tried = encode(0, bytes, out, at, end);
      const id = tried < 0 ? 0 : core.ids.ask();
      return id === 0 ? Math.min(tried, NO_ROOM) : encode(id, bytes, out, at, end);
    });
  }
}
