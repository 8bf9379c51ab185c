/** Our client on Node's sockets, with the session module for QoS 1 and 2. */

import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { Session } from '../../../firmware/mqtt/session/session';
import { RealClock } from '../../../host-sim/board/real-clock';
import { nodeText } from '../../../host-sim/engine/node-text';
import { installText } from '../../../host-sim/engine/realm/text';
import { serve } from './driver';
import { NodeSocket } from './node-socket';
import { type PeerClient, TOPIC } from './peer';

const BUFFER_BYTES = 32_768;

class Ours implements PeerClient {
  onMessage: (payload: Uint8Array) => void = () => {};
  readonly #session = new Session({ maximumInFlight: 20 });
  readonly #client: PubSubClient;

  constructor() {
    this.#client = new PubSubClient({ io: NodeSocket, clock: new RealClock() });
    this.#client.setBufferSize(BUFFER_BYTES);
    this.#client.use(this.#session);
    this.#client.setCallback((_topic, payload) => {
      this.onMessage(payload);
    });
    this.#session.setHandler(({ payload }) => {
      this.onMessage(payload);
    });
  }

  async connect(port: number, id: string, keepsSession: boolean): Promise<void> {
    this.#client.setServer('127.0.0.1', port);
    if (!(await this.#client.connect({ id, cleanSession: !keepsSession })))
      throw new Error(this.#client.failure());
  }

  publish(payload: Uint8Array, qos: 0 | 1 | 2, done: () => void): void {
    if (qos > 0) this.#session.deliver(TOPIC, payload, { qos }).whenSettled(done);
    else this.#publishUnanswered(payload, done);
  }

  #publishUnanswered(payload: Uint8Array, done: () => void): void {
    if (this.#client.publish(TOPIC, payload)) {
      done();
      return;
    }
    void this.#client.writable(payload.length + 100).then(() => {
      this.#publishUnanswered(payload, done);
    });
  }

  disconnect(): Promise<void> {
    return this.#client.disconnect();
  }
}

installText(nodeText);
serve(() => new Ours());
