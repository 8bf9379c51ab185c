/** The station's MQTT client, and the settings that come in through it. */

import { PubSubClient } from '../mqtt/pubsubclient';
import type { SocketConstructor } from '../ports/socket';
import type { SecureOptions } from '../ports/tls';
import type { Guard } from './guard';
import type { BrokerSettings } from './settings';
import type { StationPorts } from './station-ports';
import { secureOptionsOf } from './tls-settings';

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
  /** Something came on another topic. */
  readonly heard?: (topic: string, payload: Uint8Array) => void;
  /** Of its largest packet, when that is more than others have. */
  readonly packetBytes?: number;
  /** The name that the broker's certificate must have; its host when it is not said. */
  readonly serverName?: string;
  /** Changes the socket class, to watch what goes through it. */
  readonly wrap?: (io: SocketConstructor) => SocketConstructor;
}

/** A handshake of TLS takes a board seconds. */
const SECURE_TIMEOUT_S = 30;

export class StationClient {
  readonly client: PubSubClient;
  /**
   * Payload bytes of the message that is coming in. The client hands all of them to
   * its stream, but only as many as its buffer holds to the callback behind it.
   */
  #incoming = 0;

  constructor(ports: StationPorts, guard: Guard, options: StationClientOptions) {
    const { broker, keepAliveS, topic, received, heard, packetBytes = 0 } = options;
    const client = new PubSubClient(broker.host, broker.port, {
      ...transportOf(ports, options),
      dns: { io: ports.Resolver },
      clock: ports.clock,
      onFault: (error) => {
        guard.fault('message handler', error);
      },
    });
    client.setBufferSize(Math.max(BUFFER_BYTES, packetBytes));
    client.setKeepAlive(keepAliveS);
    if (broker.tls) client.setSocketTimeout(SECURE_TIMEOUT_S);
    client.setStream({
      write: ({ length }) => {
        this.#incoming += length;
      },
    });
    client.setCallback((name, payload) => {
      const length = this.#incoming;
      this.#incoming = 0;
      if (name === topic) received(payload, length);
      else heard?.(name, payload);
    });
    this.client = client;
  }

  /** A new connection: half a message of the last one counts no more. */
  begin(): void {
    this.#incoming = 0;
  }
}

/** The socket class, and what it is to be made with beside where the broker is. */
function transportOf(
  { TCP, TLS }: StationPorts,
  { broker, serverName = broker.host, wrap = (io) => io }: StationClientOptions,
): { readonly io: SocketConstructor; readonly secure?: SecureOptions } {
  const { tls } = broker;
  if (!tls) return { io: wrap(TCP) };
  // The client hands a socket all that it is given with it, `secure` included.
  const io = TLS as SocketConstructor;
  return { io: wrap(io), secure: secureOptionsOf(tls, serverName) };
}

/** The broker's address for people. */
export function urlOf({ host, port, tls }: BrokerSettings): string {
  return `${tls ? 'mqtts' : 'mqtt'}://${host}:${port}`;
}
