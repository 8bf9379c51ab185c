/**
 * What the programs of the lecture share: a simulated board's network on this computer,
 * clients that can lose their connection, and a broker from the command line.
 *
 *     node --import tsx test/interop/lecture/wildcards.ts [mqtt://[user:password@]host[:port]]
 */

import type { ConnectOptions } from '../../../firmware/mqtt/connect-options';
import { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { Session } from '../../../firmware/mqtt/session/session';
import type { Socket, SocketConstructor, SocketOptions } from '../../../firmware/ports/socket';
import { join } from '../../firmware/ports/contract';
import { makeNodeHarness } from '../../host-sim/board/node-harness';
import '../../kit/test'; // gives this realm the chip's text conversions
import { until } from '../../kit/until';

/** Refuses what it cannot do: to a broker with TLS it would send the password in plain text. */
function brokerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'mqtt:' && url.hostname !== '') return url;
  console.error('write mqtt://host:1883 or mqtt://user:password@host:1883; there is no TLS here');
  process.exit(2);
}

const url = brokerUrl(process.argv[2] ?? 'mqtt://127.0.0.1:1883');
const harness = makeNodeHarness();
const { TCP, Resolver, clock } = harness.ports;

export const user = decodeURIComponent(url.username);
export const password = decodeURIComponent(url.password);

export function say(text: string): void {
  console.log(text);
}

/** `deaf`: what the broker sends is lost; `cut`: what the client sends is lost as well. */
type Cable = 'whole' | 'deaf' | 'cut';

/** One client, with the messages that have come to it, and the cable between it and the broker. */
export class Peer {
  readonly session = new Session();
  readonly received: string[] = [];
  readonly client: PubSubClient;
  cable: Cable = 'whole';
  readonly #id: string;
  #unplug: (() => void) | undefined;

  constructor(id: string) {
    this.#id = id;
    const dns = { io: Resolver };
    this.client = new PubSubClient(url.hostname, Number(url.port || 1883), {
      ...{ io: this.#plug(), dns, clock },
    });
    this.client.use(this.session);
    this.client.setCallback((topic, payload, length) => {
      const text = String.fromArrayBuffer(payload.slice(0, length).buffer);
      this.received.push(`${topic} ${text}`);
    });
  }

  /** The broker's TCP, whose cable can be cut and pulled. */
  #plug(): SocketConstructor {
    const isWhole = (): boolean => this.cable === 'whole';
    const isCut = (): boolean => this.cable === 'cut';
    const plugged = (unplug: () => void): void => {
      this.#unplug = unplug;
    };
    return class extends TCP implements Socket {
      constructor(options: SocketOptions) {
        super({
          ...options,
          onReadable: (count) => {
            if (isWhole()) options.onReadable?.(count);
          },
        });
        plugged(() => {
          super.close();
          options.onError?.();
        });
      }

      override write(bytes: Uint8Array): number {
        return isCut() ? 5_744 : super.write(bytes);
      }
    };
  }

  /** Connects, or ends the program with a word why not. */
  async connect(options: Partial<ConnectOptions> = {}): Promise<void> {
    const { client } = this;
    const login = user === '' ? {} : { user, password };
    if (await client.connect({ id: this.#id, ...login, ...options })) return;
    say(`cannot connect to ${url.host}: ${client.failure()}, state ${client.state()}`);
    end(1);
  }

  subscribe(filter: string, qos = 1): Promise<unknown> {
    return this.session.subscribe(filter, qos);
  }

  /** Publishes at QoS 1, or as it is said, and waits until the broker has it. */
  async publish(topic: string, payload: string, options: object = {}): Promise<void> {
    await this.session.deliver(topic, payload, options).settled;
  }

  /** The connection ends without a goodbye. */
  pullPlug(): void {
    this.cable = 'whole';
    this.#unplug?.();
  }

  /** Waits until so many messages have come, or something else is true. */
  async hears(count: number | (() => boolean)): Promise<void> {
    const condition = typeof count === 'number' ? () => this.received.length >= count : count;
    await until('the messages have come', condition);
  }

  async leave(): Promise<void> {
    await this.client.disconnect();
  }
}

export function end(code: number): never {
  harness.close();
  process.exit(code);
}

/** Runs a program of the lecture. */
export async function lecture(body: () => Promise<void>): Promise<void> {
  try {
    await join(harness);
    await body();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    end(1);
  }
  end(0);
}
