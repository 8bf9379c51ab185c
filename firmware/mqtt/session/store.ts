/**
 * Where a session keeps what must not be lost: messages on their way out, and the
 * identifiers of QoS 2 messages on their way in. Each payload is held once; how
 * far a message has come is a mark on its record (MQTT 3.1.1 clause 4.1).
 *
 * All of it is synchronous: what a call has returned from is kept.
 */

/** How far an outgoing message is: not sent on this session, sent, or taken over by the server (PUBREC). */
export type Mark = 'waiting' | 'sent' | 'received';

/** What is put in. */
export interface NewMessage {
  readonly topic: Uint8Array;
  readonly payload: Uint8Array;
  /** 0..2 */
  readonly qos: number;
  readonly retain: boolean;
  /** MQTT 5's, as they stand on the wire. */
  readonly properties?: Uint8Array | undefined;
  /** Seconds from being put in until it is worth nothing; undefined is never. */
  readonly expiryS?: number | undefined;
}

/** An outgoing message in the store; the store changes its id and mark when it is told to. */
export interface StoredMessage extends NewMessage {
  /** Grows from message to message. */
  readonly key: number;
  /** The packet identifier it was sent with; 0 before. */
  readonly id: number;
  /** The QoS it was sent with, which may be less than was asked for; 0 before. */
  readonly sentQos: number;
  readonly mark: Mark;
  /** Which PUBREC was its one, counted from 1; 0 before. PUBRELs keep that order [MQTT-4.6.0-4]. */
  readonly turn: number;
}

/** There is no room for a message; or there is, and it could not be written. */
export type PutFailure = 'store full' | 'store failed';

export interface MessageStore {
  /** Whether the server may have a session whose state this is; kept like the messages. */
  hasSession: boolean;
  /** Keeps a message behind all others, or says why it cannot. */
  put(message: NewMessage): StoredMessage | PutFailure;
  /** It has gone out with this identifier and QoS; identifier 0 takes that back, and it waits again. */
  markSent(message: StoredMessage, id: number, qos: number): void;
  /** The server has it: never again the PUBLISH, only PUBREL [MQTT-4.3.3-1]. */
  markReceived(message: StoredMessage, turn: number): void;
  remove(message: StoredMessage): void;
  /** All messages, oldest first. */
  iterate(): Iterable<StoredMessage>;
  /** Identifiers of incoming QoS 2 messages that the server has not released yet. */
  readonly incoming: IncomingIds;
}

export interface IncomingIds {
  has(id: number): boolean;
  add(id: number): void;
  delete(id: number): void;
  clear(): void;
}
