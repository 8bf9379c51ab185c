/** The codec's table: our operations on XS and on Node, and mqtt-packet's beside them. */

import { type Bundle, bundleSource } from '../../host-sim/engine/bundle';
import { nodeText } from '../../host-sim/engine/node-text';
import { installText } from '../../host-sim/engine/realm/text';
import type { Figures } from './baseline';
import { type Cost, Meter } from './meter';
import { MQTT_PACKET_SHIMS } from './mqtt-packet-shims';
import { BEST_OF, nanosecondsOf } from './node-time';
import type { Operation } from './programs/serve';
import { printTable, round, shown } from './table';

interface Peer {
  readonly name: string;
  readonly file: string;
  /** Lines before the program's. */
  readonly before: readonly string[];
  /** Calls in a window for operations of one packet; those of streams take a hundredth. */
  readonly times: number;
}

const PEERS: readonly Peer[] = [
  {
    name: 'pubsub-xs',
    file: 'codec-ours',
    before: [`import './test/bench/programs/text';`],
    times: 1_000,
  },
  { name: 'mqtt-packet', file: 'codec-mqtt-packet', before: [], times: 50 },
];

interface Row {
  readonly peer: string;
  readonly operation: string;
  readonly cost: Cost;
  readonly ns: number;
}

export async function codecFigures(worker: string): Promise<Figures> {
  installText(nodeText);
  const rows: Row[] = [];
  for (const peer of PEERS) rows.push(...(await measure(worker, peer)));
  printRows(rows);
  const figures: Figures = { ...(await sizes()) };
  for (const { peer, operation, cost, ns } of rows) {
    const name = `codec, ${peer}, ${operation}:`;
    figures[`${name} bytecodes`] = round(cost.bytecodes);
    figures[`${name} slots`] = round(cost.slots);
    figures[`${name} chunk bytes`] = round(cost.chunkBytes);
    figures[`${name} ns`] = round(ns);
  }
  return figures;
}

/** Ours, and in the same line what mqtt-packet takes for it. */
function printRows(rows: readonly Row[]): void {
  const [ours, theirs] = PEERS.map(({ name }) => rows.filter(({ peer }) => peer === name));
  printTable(
    `Per packet: XS 13.3.0, exact; Node ${process.versions.node}, best of ${BEST_OF}`,
    [
      '',
      'bytecodes',
      'slots',
      'chunk bytes',
      'ns on Node',
      'mqtt-packet: bytecodes',
      'slots',
      'ns',
    ],
    ours!.map(({ operation, cost, ns }) => {
      const peer = theirs!.find((row) => row.operation === operation);
      return [
        operation,
        shown(cost.bytecodes),
        shown(cost.slots),
        shown(cost.chunkBytes),
        shown(ns),
        shown(peer?.cost.bytecodes),
        shown(peer?.cost.slots),
        shown(peer?.ns),
      ];
    }),
  );
}

async function measure(worker: string, { name, file, before, times }: Peer): Promise<Row[]> {
  const program = `./test/bench/programs/${file}`;
  const { operations } = (await import(`./programs/${file}`)) as {
    readonly operations: readonly Operation[];
  };
  const bundle = await bundleProgram(before, program);
  const meter = await Meter.open(worker, bundle);
  const rows: Row[] = [];
  for (const [at, { name: operation, packets, run }] of operations.entries()) {
    const cost = await meter.cost(at, Math.max(packets === 1 ? 1 : 2, Math.round(times / packets)));
    rows.push({
      peer: name,
      operation,
      cost: {
        bytecodes: cost.bytecodes / packets,
        slots: cost.slots / packets,
        chunkBytes: cost.chunkBytes / packets,
      },
      ns: nanosecondsOf(run) / packets,
    });
  }
  meter.close();
  return rows;
}

export function bundleProgram(before: readonly string[], program: string): Promise<Bundle> {
  const source = [
    ...before,
    `import { operations } from '${program}';`,
    `import { serve } from './test/bench/programs/serve';`,
    `serve(operations);`,
  ];
  return bundleSource(source.join('\n'), { minify: true, ...MQTT_PACKET_SHIMS });
}

/** Minified JavaScript, in bytes. */
async function sizes(): Promise<Figures> {
  const client = await bundleSource(`export * from './firmware/mqtt/pubsubclient'`, {
    minify: true,
  });
  const packet = await bundleSource(`export * from 'mqtt-packet'`, {
    minify: true,
    ...MQTT_PACKET_SHIMS,
  });
  const figures = {
    'size, pubsub-xs client: bytes': client.code.length,
    'size, mqtt-packet with shims: bytes': packet.code.length,
  };
  printTable(
    'Minified JavaScript',
    ['', 'bytes'],
    Object.entries(figures).map(([name, bytes]) => [name.slice(6, -7), String(bytes)]),
  );
  return figures;
}
