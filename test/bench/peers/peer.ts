/** What each client under test can do, and what one run of it is asked for and gives. */

export const TOPIC = 'home/temperature';
export const PAYLOAD_BYTES = 64;

/** What a run does: `window` messages of ours at most wait for their end. */
export interface Task {
  readonly do: 'send' | 'receive';
  readonly qos: 0 | 1 | 2;
  readonly count: number;
  readonly window: number;
  /** So many a second, for latencies without a queue; 0 for as many as go. */
  readonly perSecond: number;
}

export interface Result {
  readonly seconds: number;
  /** User and system time of the whole process. */
  readonly cpuUs: number;
  /** From publish to its acknowledgement, or to the handler, in milliseconds; empty where that is not known. */
  readonly latenciesMs: number[];
}

export interface PeerClient {
  /** Connects with this identifier; the session is kept when it is for receiving. */
  connect(port: number, id: string, keepsSession: boolean): Promise<void>;
  /** `done` is called when the message is acknowledged; at QoS 0 when the client takes more. */
  publish(payload: Uint8Array, qos: 0 | 1 | 2, done: () => void): void;
  /** Called for each message that comes, with its payload. To be set before `connect`. */
  onMessage: (payload: Uint8Array) => void;
  disconnect(): Promise<void>;
}
