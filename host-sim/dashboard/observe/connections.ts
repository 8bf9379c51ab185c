/** The board's connections, as packets. */

import type { ConnectionTap } from '../../world/world';
import type { PacketRow } from '../protocol';
import type { Counter } from './counter';
import type { LinkWatch } from './link-vitals';
import { type Dialect, PacketStream, type SeenPacket } from './packet-stream';
import type { Table } from './table';
import type { SeenMessage } from './topics';

export class ConnectionWatch {
  onReading: (seen: SeenPacket, row: PacketRow) => void = () => {};
  onAcknowledged: (packetId: number, row: PacketRow) => void = () => {};
  /** Whatever the board publishes. */
  onPublish: (message: SeenMessage) => void = () => {};
  /** The topic that readings go to. */
  reading: string | undefined;
  readonly #table: Table<PacketRow>;
  readonly #links: LinkWatch;
  readonly #counter: Counter;
  readonly #unixMs: () => number;
  #connections = 0;
  #count = 0;

  constructor(table: Table<PacketRow>, links: LinkWatch, counter: Counter, unixMs: () => number) {
    this.#table = table;
    this.#links = links;
    this.#counter = counter;
    this.#unixMs = unixMs;
  }

  /** The board opens a connection. */
  next(): ConnectionTap {
    const connection = ++this.#connections;
    const dialect: Dialect = { version: 4 };
    const stream = (toBroker: boolean): PacketStream =>
      new PacketStream(dialect, (seen) => {
        this.#see(seen, connection, toBroker);
      });
    const [out, back] = [stream(true), stream(false)];
    this.#links.dialled();
    return {
      opened: () => {},
      sent: (bytes) => {
        this.#counter.bytesSent += bytes.length;
        out.take(bytes);
      },
      received: (bytes) => {
        this.#counter.bytesReceived += bytes.length;
        back.take(bytes);
      },
      closed: () => {
        if (connection === this.#connections) this.#links.closed();
      },
    };
  }

  #see(seen: SeenPacket, connection: number, toBroker: boolean): void {
    const row = { id: this.#count++, atMs: this.#unixMs(), connection, toBroker, ...seen.row };
    this.#table.put(row);
    const { packet } = seen;
    if (!packet) return;
    if (packet.cmd === 'publish' && toBroker) {
      const { topic, payload, qos, retain } = packet;
      this.onPublish({ topic, payload: Buffer.from(payload), qos, retain, from: 'the board' });
      if (topic === this.reading) this.onReading(seen, row);
    }
    if (packet.cmd === 'connack' && (packet.returnCode ?? packet.reasonCode) === 0) {
      this.#counter.connected();
      this.#links.accepted();
    }
    const isEnd = packet.cmd === 'puback' || packet.cmd === 'pubcomp';
    if (isEnd && !toBroker && packet.messageId !== undefined) {
      this.onAcknowledged(packet.messageId, row);
    }
  }
}
