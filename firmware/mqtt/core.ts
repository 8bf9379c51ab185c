/**
 * A client's connection through its life: opening, logging in, keep-alive,
 * saying goodbye, and the one state that `state()` reports.
 */

import type { Timer } from '../ports/clock';
import type { Client, Server } from './client';
import { Connection, type ConnectionOwner } from './connection';
import {
  MQTT_CONNECTED,
  MQTT_CONNECTION_LOST,
  MQTT_CONNECTION_TIMEOUT,
  MQTT_CONNECT_FAILED,
  MQTT_DISCONNECTED,
  MQTT_MAX_HEADER_SIZE,
} from './constants';
import type { ConnectOptions } from './connect-options';
import { encodePingreq, encodePingresp, packetSize } from './encode';
import type { ExtensionHost, Retry } from './extension';
import type { ConnectionFailure, Malformed } from './failures';
import { Faults } from './faults';
import { PacketReader } from './framing';
import { Inbox, type InboxOwner } from './inbox';
import { Intake, type IntakeOwner } from './intake';
import { KeepAlive, type KeepAliveOwner } from './keep-alive';
import { PacketIds } from './packet-ids';
import { OWN_BYTES, Sender, type SenderOwner } from './sender';

/** Told when an established connection ends without `disconnect` having been called. */
export type CloseCallback = (state: number, failure: ConnectionFailure) => void;

/** Bytes of a DISCONNECT, with a reason, for which pings leave room. */
const GOODBYE_BYTES = 3;
/** Bytes of the longest answer to a packet, a PUBACK with a reason, and of what it leaves room for. */
const ANSWER_BYTES = 5 + OWN_BYTES;

function needed(client: Client | undefined): Client {
  if (!client) throw new TypeError('no network: pass a client, or call setClient');
  return client;
}

/** What a connection is asked for with; `options` and `keepAliveS` are encodeConnect's. */
export interface Attempt {
  readonly server: Server;
  readonly options: ConnectOptions;
  readonly keepAliveS: number;
}

type Phase = 'idle' | 'opening' | 'handshake' | 'connected' | 'closing';

export class Core
  implements ConnectionOwner, InboxOwner, IntakeOwner, KeepAliveOwner, SenderOwner, ExtensionHost
{
  state = MQTT_DISCONNECTED;
  /** What the last CONNACK said. */
  sessionPresent = false;
  onClose: CloseCallback | undefined;
  /** The network for the next connection. */
  nextClient: Client | undefined;
  readonly faults = new Faults(this);
  readonly inbox: Inbox = new Inbox(this);
  readonly sender: Sender;

  readonly ids: PacketIds = new PacketIds((id) => this.inbox.extension?.usesId(id) === true);
  readonly retries: Retry[] = [];
  keepAliveMs = 0;
  cleanSession = true;
  connection: Connection | undefined;

  readonly reader: PacketReader;
  readonly intake: Intake;
  #phase: Phase = 'idle';
  /** The network of the connection made last. */
  #client: Client | undefined;
  #keepAlive: KeepAlive | undefined;
  /** What the connection under way was asked for with. */
  #attempt: Attempt | undefined;
  #deadline: Timer | undefined;
  #timeoutMs = 0;
  #connecting: Promise<boolean> | undefined;
  #settleConnect: ((connected: boolean) => void) | undefined;
  /** Settles when the connection is over that disconnect() has ended. */
  #goodbye: Promise<void> | undefined;
  #settleGoodbye: (() => void) | undefined;
  /** Packets wait in the reader: a message is open, or an answer to them would not fit. */
  #held = false;

  constructor(bufferSize: number) {
    this.reader = new PacketReader(bufferSize, this.inbox);
    this.intake = new Intake(this.reader, this);
    this.sender = new Sender(bufferSize, this);
  }

  get clock(): Client['clock'] {
    return this.network.clock;
  }

  /** The network in use, or the one to come. */
  get network(): Client {
    return needed(this.#client ?? this.nextClient);
  }

  get connected(): boolean {
    return this.#phase === 'connected';
  }

  get isClosing(): boolean {
    return this.#phase === 'closing';
  }

  get serverName(): string {
    const server = this.#attempt?.server;
    return server ? `${server.host}:${server.port}` : '';
  }

  resize(bufferSize: number): boolean {
    const { sender } = this;
    if (sender.out.pending > bufferSize || !this.reader.resize(bufferSize)) return false;
    return sender.resize(bufferSize);
  }

  /** Opens a connection and logs in. A call while that is under way gets the same promise. */
  connect(attempt: Attempt, timeoutMs: number): Promise<boolean> {
    if (this.connected) return Promise.resolve(true);
    if (this.#connecting) return this.#connecting;
    const { server, options, keepAliveS } = attempt;
    const goodbye = this.#goodbye;
    const { out } = this.sender;
    // What was queued, and the DISCONNECT, are not to be lost to the next connection.
    const bytes = goodbye ? new Uint8Array(out.limit) : out.bytes;
    const end = this.#encodeConnect(bytes, attempt);
    const client = needed(this.nextClient);
    if (end < 0) return Promise.resolve(this.sender.refuse('too long'));
    this.#attempt = attempt;
    this.keepAliveMs = (options.keepAliveS ?? keepAliveS) * 1000;
    this.cleanSession = options.cleanSession ?? true;
    this.#timeoutMs = timeoutMs;
    if (goodbye) return this.#openAfter(goodbye, bytes.subarray(0, end));
    this.#drop();
    const connecting = new Promise<boolean>((settle) => {
      this.#settleConnect = settle;
    });
    this.#open(client, server, end);
    this.#connecting = connecting;
    return connecting;
  }

  #encodeConnect(bytes: Uint8Array, { options, keepAliveS }: Attempt): number {
    const { dialect, out } = this.sender;
    // PubSubClient's limit: five bytes are always set aside for the fixed header.
    const limit = packetSize(out.limit - MQTT_MAX_HEADER_SIZE);
    return dialect.connect(bytes, 0, limit, options, keepAliveS);
  }

  /** A CONNECT of `end` bytes lies in the out-buffer. */
  #open(client: Client, server: Server, end: number): void {
    const { sender } = this;
    const { extension } = this.inbox;
    this.#client = client;
    this.#keepAlive = new KeepAlive(client.clock, this);
    sender.out.commit(end);
    if (this.cleanSession) this.ids.reset();
    this.ids.forget();
    this.connection = sender.connection = new Connection(client, server, this);
    this.#phase = 'opening';
    this.#startDeadline();
    if (!extension?.opening) return;
    sender.open = true;
    extension.opening();
    sender.open = false;
  }

  /** Tries once more when a module has changed what did not please the server. */
  #retry(state: number, failure: ConnectionFailure): boolean {
    const attempt = this.#attempt;
    if (!attempt || !this.retries.some((retry) => retry(state, failure))) return false;
    this.#drop();
    const end = this.#encodeConnect(this.sender.out.bytes, attempt);
    if (end < 0) return false;
    this.#open(this.network, attempt.server, end);
    return true;
  }

  #openAfter(goodbye: Promise<void>, packet: Uint8Array): Promise<boolean> {
    const connecting = goodbye.then(() => {
      if (this.#connecting !== connecting) return false; // taken back by disconnect()
      this.#connecting = undefined;
      this.#drop();
      this.sender.out.bytes.set(packet);
      this.#open(needed(this.nextClient), this.#attempt!.server, packet.length);
      this.#connecting = connecting;
      return new Promise<boolean>((settle) => {
        this.#settleConnect = settle;
      });
    });
    this.#connecting = connecting;
    return connecting;
  }

  /** Says goodbye, and closes once that is sent or the time-out is over. `reason` is MQTT 5's. */
  disconnect(reason = 0): Promise<void> {
    if (this.#goodbye) {
      this.#connecting = undefined;
      return this.#goodbye;
    }
    // 3.1.1 can keep the will by saying nothing only.
    const isSilent = reason !== 0 && this.sender.dialect.overhead === 0;
    if (!this.connected || this.sender.messageOpen || isSilent) {
      this.#end(MQTT_DISCONNECTED, 'disconnected', false);
      return Promise.resolve();
    }
    const goodbye = new Promise<void>((settle) => {
      this.#settleGoodbye = settle;
    });
    this.#goodbye = goodbye;
    this.#phase = 'closing';
    this.state = MQTT_DISCONNECTED;
    this.#keepAlive?.stop();
    this.intake.reset();
    this.inbox.extension?.closed();
    this.#startDeadline();
    const { dialect } = this.sender;
    this.sender.sendAnswer((out, at, end) => dialect.disconnect(out, at, end, reason), 0);
    this.sender.failure = 'disconnected';
    this.sender.open = false;
    this.sender.settleWaiters();
    this.#closeWhenSent();
    return goodbye;
  }

  #closeWhenSent(): void {
    if (this.#phase === 'closing' && this.sender.out.pending === 0) this.#drop();
  }

  // ---- the connection's events

  onOpen(): void {
    this.#phase = 'handshake';
    this.#startDeadline();
    this.sender.flush();
  }

  onWritable(): void {
    this.sender.flush();
    this.#closeWhenSent();
    if (this.connected) this.inbox.extension?.writable();
  }

  onSent(): void {
    // The PINGRESP may be among the input that waits; a network that takes bytes is there.
    this.#keepAlive?.sent(this.#held);
    if (!this.#held || this.sender.messageOpen) return;
    // In a turn of its own: this may run inside a call of the application.
    this.#held = false;
    if (this.keepAliveMs === 0) this.#keepAlive?.stop();
    this.clock.set(() => {
      this.onReadable();
    }, 0);
  }

  onFailed(failure: ConnectionFailure): void {
    if (this.#phase === 'closing') this.#drop();
    else this.#end(this.connected ? MQTT_CONNECTION_LOST : MQTT_CONNECT_FAILED, failure);
  }

  #startDeadline(): void {
    this.clock.clear(this.#deadline);
    this.#deadline = this.clock.set(() => {
      this.#deadline = undefined;
      if (this.#phase === 'closing') this.#drop();
      else if (this.#phase === 'opening') this.#end(MQTT_CONNECT_FAILED, 'unreachable');
      else this.#end(MQTT_CONNECTION_TIMEOUT, 'no CONNACK');
    }, this.#timeoutMs);
  }

  onReadable(): void {
    this.intake.read();
  }

  pauseFor(ready: Promise<void>): void {
    this.intake.pauseFor(ready);
  }

  received(): void {
    this.#keepAlive?.received();
  }

  stalled(): void {
    // A socket tells its end once it has been read: nothing else would end this wait.
    if (this.keepAliveMs === 0) this.#keepAlive?.start(this.#timeoutMs);
  }

  malformed(what: Malformed): void {
    const state = this.#phase === 'handshake' ? MQTT_CONNECT_FAILED : MQTT_DISCONNECTED;
    this.reader.consumer.refused?.(what);
    this.#end(state, `malformed: ${what}`);
  }

  // ---- what comes in

  answersFit(): boolean {
    const { messageOpen, out } = this.sender;
    const fit = this.#phase !== 'closing' && !messageOpen && out.takesAnswer(ANSWER_BYTES);
    this.#held = !fit;
    return fit;
  }

  connack(sessionPresent: boolean, returnCode: number): Malformed | undefined {
    if (returnCode !== 0) {
      this.#end(returnCode, 'refused');
      return undefined;
    }
    // [MQTT-3.2.2-1], and [MQTT-3.2.2-4] of MQTT 5
    const { extension } = this.inbox;
    const isRefused = this.cleanSession || extension?.refusesSession?.();
    if (sessionPresent && isRefused) return 'session present';
    this.clock.clear(this.#deadline);
    this.#deadline = undefined;
    this.#phase = 'connected';
    this.state = MQTT_CONNECTED;
    this.sender.failure = undefined;
    this.sender.open = true;
    this.sessionPresent = sessionPresent;
    this.#keepAlive?.start(this.keepAliveMs);
    this.#connecting = undefined;
    this.#settleConnect?.(true);
    this.#settleConnect = undefined;
    extension?.connected(sessionPresent);
    return undefined;
  }

  sendPingresp(): void {
    this.sender.sendAnswer(encodePingresp, OWN_BYTES);
  }

  refuseQos2(): void {
    this.#end(MQTT_DISCONNECTED, 'QoS 2 message');
  }

  // ---- keep-alive

  sendPing(): boolean {
    return this.sender.sendAnswer(encodePingreq, GOODBYE_BYTES);
  }

  silent(): void {
    this.#end(MQTT_CONNECTION_TIMEOUT, 'no PINGRESP');
  }

  // ---- for extensions

  probe(deadlineMs: number): void {
    if (this.connected) this.#keepAlive?.probe(deadlineMs);
  }

  end(state: number, failure: ConnectionFailure): void {
    this.#end(state, failure);
  }

  // ---- the end

  #end(state: number, failure: ConnectionFailure, unexpected = true): void {
    const wasConnected = this.connected;
    const settle = this.#settleConnect;
    if (settle && unexpected && this.#retry(state, failure)) return;
    this.#drop();
    this.#connecting = this.#settleConnect = undefined;
    this.state = state;
    this.sender.failure = failure;
    settle?.(false);
    if (!wasConnected) return;
    this.inbox.extension?.closed();
    if (unexpected) this.faults.tell(() => this.onClose?.(state, failure));
  }

  /** Forgets the connection, whatever its phase. */
  #drop(): void {
    this.#phase = 'idle';
    this.connection?.close();
    this.connection = this.sender.connection = undefined;
    this.#client?.clock.clear(this.#deadline);
    this.#deadline = undefined;
    this.#keepAlive?.stop();
    this.intake.reset();
    this.inbox.reset();
    this.sender.reset();
    this.#held = false;
    this.#settleGoodbye?.();
    this.#goodbye = this.#settleGoodbye = undefined;
  }
}
