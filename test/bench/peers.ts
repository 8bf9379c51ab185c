/**
 * End to end on Node: our client, mqtt.js, and a bare socket that writes prepared
 * packets, against one Mosquitto of its own. Each client is an esbuild bundle in a process
 * of its own, runs the same loop, and the three take turns, so that what disturbs the
 * machine disturbs all of them. Ratios are the medians of those of each round.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { noMosquitto, Mosquitto } from '../kit/mosquitto';
import type { Figures } from './baseline';
import { BareClient } from './peers/bare-client';
import { bundlePeer, Child } from './peers/child';
import { ageMs, stamped } from './peers/driver';
import type { Result, Task } from './peers/peer';
import { onOneProcessor } from './peers/processors';
import { median, percentile } from './statistics';
import { printTable } from './table';

const PEERS = ['ours', 'mqtt-js', 'bare'] as const;
type Peer = (typeof PEERS)[number];

const SETTINGS = [
  'max_queued_messages 0',
  'max_inflight_messages 20',
  'queue_qos0_messages true',
  'set_tcp_nodelay true',
];
const ROUNDS = 7;
const IN_FLIGHT = 20;
/** What a run is made of: so many messages, and before the first round as many unmeasured. */
const COUNT = 20_000;
const PACED = { count: 500, perSecond: 1_000 } as const;

interface Case {
  readonly name: string;
  readonly task: Task;
}

const task = (todo: Task['do'], qos: Task['qos'], window = IN_FLIGHT, count = COUNT): Task => ({
  do: todo,
  qos,
  count,
  window,
  perSecond: 0,
});

const CASES: readonly Case[] = [
  { name: 'send QoS 0', task: task('send', 0, IN_FLIGHT, 60_000) },
  { name: `send QoS 1, ${IN_FLIGHT} in flight`, task: task('send', 1) },
  { name: 'send QoS 1, one at a time', task: task('send', 1, 1) },
  { name: `send QoS 2, ${IN_FLIGHT} in flight`, task: task('send', 2) },
  { name: 'receive QoS 0', task: task('receive', 0, IN_FLIGHT, 60_000) },
  { name: 'receive QoS 1', task: task('receive', 1, IN_FLIGHT, 40_000) },
  { name: 'receive QoS 2', task: task('receive', 2) },
];

/** One client in one round. */
interface Run {
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly p99Ms: number;
}

/** Everything on one processor, and then on all that there are. */
export async function peersFigures(): Promise<Figures> {
  if (noMosquitto !== false) {
    console.log(`peers: ${noMosquitto}`);
    return {};
  }
  printHead();
  const one = await onOneProcessor(() => figuresOf('one processor'));
  if (typeof one === 'string') console.log(`peers on one processor: ${one}`);
  return {
    ...(typeof one === 'string' ? {} : one),
    ...(await figuresOf(`${cpus().length} processors`)),
  };
}

async function figuresOf(place: string): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-peers-'));
  const broker = await Mosquitto.start(undefined, SETTINGS, { verbose: false });
  const kill = (): void => {
    if (broker.pid !== undefined) process.kill(broker.pid);
  };
  process.once('exit', kill); // also when something here throws where nobody catches it
  try {
    return await measureAll(folder, broker.port, place);
  } finally {
    await broker.stop();
    process.off('exit', kill);
    rmSync(folder, { recursive: true });
  }
}

async function measureAll(folder: string, port: number, place: string): Promise<Figures> {
  const paths = new Map<Peer, string>();
  for (const peer of PEERS) paths.set(peer, await bundlePeer(peer, folder));
  const rows: string[][] = [];
  const figures: Figures = {};
  for (const { name, task } of CASES) {
    const children = new Map<Peer, Child>();
    for (const peer of PEERS)
      children.set(peer, await Child.start(paths.get(peer)!, ['--no-warnings']));
    const runs = await measure(children, port, task).finally(() => {
      for (const child of children.values()) child.stop();
    });
    rows.push(rowOf(name, runs));
    for (const peer of PEERS) {
      figures[`peers, ${place}, ${name}, ${peer}: messages a second`] = medianOf(
        runs,
        peer,
        'perSecond',
      );
      figures[`peers, ${place}, ${name}, ${peer}: CPU µs of a message`] = medianOf(
        runs,
        peer,
        'cpuUs',
      );
      figures[`peers, ${place}, ${name}, ${peer}: p99 ms`] = medianOf(runs, peer, 'p99Ms');
    }
  }
  printTable(
    `On ${place}; the ratios are ours to mqtt.js, and ours to the bare socket: messages a second, CPU of a message`,
    HEAD,
    rows,
  );
  return figures;
}

const HEAD = [
  '64 bytes',
  'messages/s ours',
  'mqtt.js',
  'bare',
  '÷ mqtt.js',
  '÷ bare',
  'CPU µs ours',
  'mqtt.js',
  'bare',
  '÷ mqtt.js',
  'beyond bare ÷ mqtt.js’s',
  'p99 ms ours',
  'mqtt.js',
  'bare',
];

function printHead(): void {
  const { version } = createRequire(import.meta.url)('mqtt/package.json') as { version: string };
  console.log(
    [
      '',
      `Node ${process.version}, mqtt.js ${version}, ${Mosquitto.version()}: ${SETTINGS.join(', ')}`,
      `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}; medians of ${ROUNDS} runs, taking turns; 20,000 to 60,000 messages a run`,
      `p99: at QoS 1 and 2 sent, from publish to the acknowledgement at full load; else end to end at ${PACED.perSecond} messages a second`,
    ].join('\n'),
  );
}

type Runs = ReadonlyMap<Peer, readonly Run[]>;

function medianOf(runs: Runs, peer: Peer, key: keyof Run): number {
  return median(runs.get(peer)!.map((run) => run[key]));
}

/** Of the ratios in each round: what slows a round down slows all of it. */
function ratio(runs: Runs, peer: Peer, key: keyof Run): number {
  const theirs = runs.get(peer)!;
  return median(runs.get('ours')!.map((run, round) => run[key] / theirs[round]![key]));
}

/** What ours adds to the bare socket's processor time, to what mqtt.js adds: the rest is the kernel's and Node's. */
function own(runs: Runs): number {
  const bare = medianOf(runs, 'bare', 'cpuUs');
  const ours = Math.max(0, medianOf(runs, 'ours', 'cpuUs') - bare);
  return ours / (medianOf(runs, 'mqtt-js', 'cpuUs') - bare);
}

function rowOf(name: string, runs: Runs): string[] {
  const each = (key: keyof Run, digits: number): string[] =>
    PEERS.map((peer) => shownNumber(medianOf(runs, peer, key), digits));
  return [
    name,
    ...each('perSecond', 0),
    ratio(runs, 'mqtt-js', 'perSecond').toFixed(2),
    ratio(runs, 'bare', 'perSecond').toFixed(2),
    ...each('cpuUs', 1),
    ratio(runs, 'mqtt-js', 'cpuUs').toFixed(2),
    own(runs).toFixed(2),
    ...each('p99Ms', 2),
  ];
}

function shownNumber(value: number, digits: number): string {
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

async function measure(
  children: ReadonlyMap<Peer, Child>,
  port: number,
  task: Task,
): Promise<Runs> {
  const runs = new Map<Peer, Run[]>(PEERS.map((peer) => [peer, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (let turn = 0; turn < PEERS.length; turn++) {
      const peer = PEERS[(turn + round + 1) % PEERS.length]!;
      const run = await runOnce(children.get(peer)!, port, task);
      if (round >= 0) runs.get(peer)!.push(run); // the first warms the compilers up
    }
  }
  return runs;
}

async function runOnce(child: Child, port: number, task: Task): Promise<Run> {
  const full = await inBroker(child, port, task);
  const isTimed = full.latenciesMs.length > 0;
  const latenciesMs = isTimed
    ? full.latenciesMs
    : await pacedLatencies(child, port, { ...task, ...PACED });
  return {
    perSecond: task.count / full.seconds,
    cpuUs: full.cpuUs / task.count,
    p99Ms: percentile(latenciesMs, 0.99),
  };
}

/** Messages to be received wait at the broker: their sender is not to share its processor time. */
async function inBroker(child: Child, port: number, task: Task): Promise<Result> {
  const id = 'under-test';
  if (task.do === 'send') return child.run({ port, id, task });
  await subscribe(port, id, task.qos);
  const sender = new BareClient();
  await sender.connect(port, 'sender', false);
  await fill(sender, task);
  await sender.disconnect();
  return child.run({ port, id, task });
}

async function fill(sender: BareClient, { qos, count }: Task): Promise<void> {
  const payload = stamped();
  let sent = 0;
  let finished = 0;
  await new Promise<void>((resolve) => {
    const pump = (): void => {
      while (sent < count && sent - finished < IN_FLIGHT) {
        sent++;
        sender.publish(payload, qos, () => {
          finished++;
          if (finished === count) resolve();
          else if (finished % IN_FLIGHT === 0) setImmediate(pump);
        });
      }
    };
    pump();
  });
  // The broker acknowledges this behind all that came before; it is one more than is asked for.
  await new Promise<void>((resolve) => sender.publish(payload, 1, resolve));
}

/** A session of this name that outlasts the connection, and begins empty. */
async function subscribe(port: number, id: string, qos: Task['qos']): Promise<void> {
  for (const keepsSession of [false, true]) {
    const client = new BareClient();
    await client.connect(port, id, keepsSession);
    if (keepsSession) await client.subscribe(qos);
    await client.disconnect();
  }
}

/** From the sender's clock to the receiver's, which are the same one. */
async function pacedLatencies(child: Child, port: number, task: Task): Promise<number[]> {
  const other = new BareClient();
  const tookMs: number[] = [];
  if (task.do === 'send') {
    other.onMessage = (payload) => {
      if (payload.length > 8 && tookMs.length < task.count) tookMs.push(ageMs(payload));
    };
    await other.connect(port, 'listener', false);
    await other.subscribe(task.qos);
    await child.run({ port, id: 'under-test', task });
  } else {
    await subscribe(port, 'under-test', task.qos);
    await other.connect(port, 'sender', false);
    const result = await child.run({ port, id: 'under-test', task }, () => {
      void pace(other, task);
    });
    tookMs.push(...result.latenciesMs);
  }
  await other.disconnect();
  return tookMs;
}

async function pace(sender: BareClient, { qos, count, perSecond }: Task): Promise<void> {
  const startMs = performance.now();
  for (let sent = 0; sent < count; sent++) {
    const waitMs = startMs + (1_000 * sent) / perSecond - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    // Mosquitto throws out who has more in flight than it allows.
    while (sender.open >= IN_FLIGHT) await new Promise((resolve) => setTimeout(resolve, 1));
    sender.publish(stamped(), qos, () => {});
  }
}
