/** Three NATS servers with JetStream and MQTT 3.1.1 on the loopback interface: a cluster in CI's size. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fail } from './assert';
import { freePort } from './mosquitto';

/** Why tests with NATS are skipped here, or false; on a CI machine it must be there. */
export const noNats = ((): string | false => {
  try {
    execFileSync('nats-server', ['--version'], { stdio: 'ignore' });
    return false;
  } catch (error) {
    if (process.env['CI'])
      throw new Error('nats-server is not installed, and CI needs it', { cause: error });
    return 'nats-server is not installed (apt-get install nats-server)';
  }
})();

/** The stream that holds every message at QoS 1 until all who are owed it have acknowledged it. */
const MESSAGES = '$MQTT_msgs';
/** Elections take a second or two. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

interface StreamState {
  readonly name: string;
  readonly cluster?: {
    readonly leader?: string;
    readonly replicas?: readonly { readonly name: string; readonly current: boolean }[];
  };
}

interface JetStreamState {
  readonly meta_cluster?: { readonly leader?: string; readonly cluster_size: number };
  readonly account_details?: readonly { readonly stream_detail?: readonly StreamState[] }[];
}

export class NatsNode {
  readonly name: string;
  readonly mqttPort: number;
  readonly #monitorPort: number;
  readonly #config: string;
  #process: ChildProcess | undefined;
  #log = '';

  constructor(name: string, mqttPort: number, monitorPort: number, config: string) {
    this.name = name;
    this.mqttPort = mqttPort;
    this.#monitorPort = monitorPort;
    this.#config = config;
  }

  get runs(): boolean {
    return this.#process !== undefined;
  }

  /** What it has said so far. */
  get log(): string {
    return this.#log;
  }

  run(): void {
    const child = spawn('nats-server', ['-c', this.#config], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    }
    child.on('exit', () => {
      if (this.#process === child) this.#process = undefined;
    });
    this.#process = child;
  }

  /** As when its machine loses its power: nothing is written and nobody is told. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** What it knows of JetStream; undefined while it does not answer. */
  async jetStream(): Promise<JetStreamState | undefined> {
    try {
      const url = `http://127.0.0.1:${this.#monitorPort}/jsz?streams=true`;
      return (await (await fetch(url)).json()) as JetStreamState;
    } catch {
      return undefined;
    }
  }

  async streams(): Promise<readonly StreamState[]> {
    const { account_details: accounts = [] } = (await this.jetStream()) ?? {};
    return accounts.flatMap(({ stream_detail: streams = [] }) => streams);
  }

  /** Whether it lets MQTT clients in. */
  answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.mqttPort, '127.0.0.1');
      const tell = (is: boolean): void => {
        socket.destroy();
        resolve(is);
      };
      socket.on('connect', () => {
        tell(true);
      });
      socket.on('error', () => {
        tell(false);
      });
    });
  }
}

export class NatsCluster {
  readonly nodes: readonly NatsNode[];
  readonly #folder: string;

  private constructor(nodes: readonly NatsNode[], folder: string) {
    this.nodes = nodes;
    this.#folder = folder;
  }

  /** Three nodes that have found each other; each message lies on so many of them. */
  static async start(replicas: 1 | 3): Promise<NatsCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
    const ports = await Promise.all(Array.from({ length: 9 }, freePort));
    const routes = ports.slice(0, 3);
    const nodes = routes.map((route, i) => {
      const name = `node-${i + 1}`;
      const [mqttPort, monitorPort] = [ports[3 + i]!, ports[6 + i]!];
      const config = join(folder, `${name}.conf`);
      writeFileSync(
        config,
        configOf({ name, route, routes, mqttPort, monitorPort, replicas, folder }),
      );
      return new NatsNode(name, mqttPort, monitorPort, config);
    });
    const cluster = new NatsCluster(nodes, folder);
    for (const node of nodes) node.run();
    try {
      await cluster.#untilReady();
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  async #untilReady(): Promise<void> {
    await untilTrue('the three nodes have a leader', async () => {
      const states = await Promise.all(this.nodes.map((node) => node.jetStream()));
      const isWhole = states.every((state) => state?.meta_cluster?.cluster_size === 3);
      const leaders = new Set(states.map((state) => state?.meta_cluster?.leader));
      return isWhole && leaders.size === 1 && !leaders.has(undefined) && !leaders.has('');
    });
    for (const node of this.nodes) {
      await untilTrue(`${node.name} takes MQTT`, () => node.answers());
    }
  }

  /** The node that decides on the order of messages, once there is one, and all have what it has. */
  async leader(): Promise<NatsNode> {
    let found: NatsNode | undefined;
    await untilTrue('the messages have a leader', async () => {
      for (const node of this.nodes.filter(({ runs }) => runs)) {
        const messages = (await node.streams()).find(({ name }) => name === MESSAGES);
        const { leader, replicas = [] } = messages?.cluster ?? {};
        if (leader !== node.name || replicas.some(({ current }) => !current)) continue;
        found = node;
      }
      return found !== undefined;
    });
    return found!;
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) await node.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

interface NodeOptions {
  readonly name: string;
  readonly route: number;
  readonly routes: readonly number[];
  readonly mqttPort: number;
  readonly monitorPort: number;
  readonly replicas: number;
  readonly folder: string;
}

function configOf(options: NodeOptions): string {
  const { name, route, routes, mqttPort, monitorPort, replicas, folder } = options;
  return `
server_name: ${name}
listen: "127.0.0.1:-1"
http: "127.0.0.1:${monitorPort}"
jetstream { store_dir: "${join(folder, name)}", max_memory_store: 64MB, max_file_store: 256MB }
mqtt { listen: "127.0.0.1:${mqttPort}", stream_replicas: ${replicas} }
cluster {
  name: pubsub-xs
  listen: "127.0.0.1:${route}"
  routes: [${routes.map((port) => `"nats-route://127.0.0.1:${port}"`).join(', ')}]
}
`;
}

async function untilTrue(what: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) fail(`waited in vain until ${what}`);
    await wait(LOOK_MS);
  }
}
