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
  /** 0 to 2, the higher goes first; 0 when it is not said. */
  readonly priority?: number | undefined;
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

/** Why a store has given up a message that it had taken: for one that is newer, or because its time was over. */
export type GivenUp = 'made room' | 'expired';

export interface MessageStore {
  /** Whether the server may have a session whose state this is; kept like the messages. */
  hasSession: boolean;
  /** Keeps a message behind all others, or says why it cannot. */
  put(message: NewMessage): StoredMessage | PutFailure;
  /** The message that goes next: of those that wait the oldest of the highest priority. */
  next(): StoredMessage | undefined;
  /** How many wait. */
  readonly waiting: number;
  /** It goes out at QoS 0: it waits no more, but nothing is written down. */
  markLeaving(message: StoredMessage): void;
  /** It has gone out with this identifier and QoS; identifier 0 takes that back, and it waits again. */
  markSent(message: StoredMessage, id: number, qos: number): void;
  /** The server has it: never again the PUBLISH, only PUBREL [MQTT-4.3.3-1]. */
  markReceived(message: StoredMessage, turn: number): void;
  remove(message: StoredMessage): void;
  /** All messages, oldest first. */
  iterate(): Iterable<StoredMessage>;
  /** Those that a session has to know of from the start: what is under way, and what expires. */
  known?(): Iterable<StoredMessage>;
  /** The session wants to hear of messages that the store gives up by itself; they are gone then. */
  onGivenUp?: ((message: StoredMessage, why: GivenUp) => void) | undefined;
  /** The packet identifier that was given out last, where the store keeps it over a restart. */
  readonly lastId?: number | undefined;
  /** Identifiers of incoming QoS 2 messages that the server has not released yet. */
  readonly incoming: IncomingIds;
}

export interface IncomingIds {
  has(id: number): boolean;
  add(id: number): void;
  delete(id: number): void;
  clear(): void;
}
