/** The station's MQTT client, and the settings that come in through it. */

import { PubSubClient } from '../mqtt/pubsubclient';
import type { SocketConstructor } from '../ports/socket';
import type { Guard } from './guard';
import type { BrokerSettings } from './settings';
import type { StationPorts } from './station-ports';

/**
 * Holds the largest packet of the station: a topic of 128 bytes, a client id of
 * 64 and a payload around it.
 */
const BUFFER_BYTES = 640;

export interface StationClientOptions {
  readonly broker: BrokerSettings;
  readonly keepAliveS: number;
  /** The topic that settings come in on. */
  readonly topic: string;
  /** Somebody has sent settings of `length` bytes; the payload is a view of them, or of their beginning. */
  readonly received: (payload: Uint8Array, length: number) => void;
  /** In place of the port's own. */
  readonly io?: SocketConstructor;
}

export class StationClient {
  readonly client: PubSubClient;
  /**
   * Payload bytes of the message that is coming in. The client hands all of them to
   * its stream, but only as many as its buffer holds to the callback behind it.
   */
  #incoming = 0;

  constructor(ports: StationPorts, guard: Guard, options: StationClientOptions) {
    const { broker, keepAliveS, topic, received, io = ports.TCP } = options;
    const client = new PubSubClient(broker.host, broker.port, {
      io,
      dns: { io: ports.Resolver },
      clock: ports.clock,
      onFault: (error) => {
        guard.fault('message handler', error);
      },
    });
    client.setBufferSize(BUFFER_BYTES);
    client.setKeepAlive(keepAliveS);
    client.setStream({
      write: ({ length }) => {
        this.#incoming += length;
      },
    });
    client.setCallback((name, payload) => {
      const length = this.#incoming;
      this.#incoming = 0;
      if (name === topic) received(payload, length);
    });
    this.client = client;
  }

  /** A new connection: half a message of the last one counts no more. */
  begin(): void {
    this.#incoming = 0;
  }
}
