/**
 * Past one machine: stations at QoS 1 behind a load balancer, before three NATS servers
 * that keep each message on all three. The one that serves them, and leads, loses its
 * power in the middle; what was acknowledged must reach who listens on another.
 */

import mqtt, { type MqttClient } from 'mqtt';
import { test } from 'node:test';
import { deepEqual, equal, ok } from '../../kit/assert';
import { Front } from '../../kit/front';
import { NatsCluster, type NatsNode, noNats } from '../../kit/nats-cluster';
import { SimulatedStation } from '../../kit/simulated-station';
import { until } from '../../kit/until';

const BOARDS = 8;
/** A station that has lost its broker waits up to a minute; the first times less. */
const PATIENCE_MS = 90_000;

interface Scene {
  readonly cluster: NatsCluster;
  /** Serves all stations, and leads. */
  readonly served: NatsNode;
  readonly others: readonly NatsNode[];
  readonly stations: readonly SimulatedStation[];
  readonly listener: Listener;
}

/** A durable subscriber, counted by board and timestamp. */
class Listener {
  readonly readings = new Map<string, number>();
  #client: MqttClient | undefined;

  async connect(port: number): Promise<void> {
    const options = { clientId: 'archive', clean: false, reconnectPeriod: 100 };
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, options);
    client.on('message', (_topic, payload) => {
      const { deviceID, timestamp } = JSON.parse(payload.toString()) as Reading;
      const key = `${deviceID} ${timestamp}`;
      this.readings.set(key, (this.readings.get(key) ?? 0) + 1);
    });
    client.on('error', () => {}); // it tries again
    this.#client = client;
    await until('the subscriber is in', () => client.connected, PATIENCE_MS);
    const [granted] = await client.subscribeAsync('pubsub-xs/+/reading', { qos: 1 });
    equal(granted?.qos, 1);
  }

  async leave(): Promise<void> {
    await this.#client?.endAsync();
  }

  /** Those of `acknowledged` that have not come. */
  lost(acknowledged: readonly string[]): string[] {
    return acknowledged.filter((key) => !this.readings.has(key));
  }
}

interface Reading {
  readonly deviceID: string;
  readonly timestamp: number;
}

/** What a station was told that the broker has, by board and timestamp. */
function acknowledgedOf(stations: readonly SimulatedStation[]): string[] {
  return stations.flatMap((station) =>
    station.told('reading').map(({ payload }) => {
      const { deviceID, timestamp } = JSON.parse(payload) as Reading;
      return `${deviceID} ${timestamp}`;
    }),
  );
}

async function inScene(replicas: 1 | 3, body: (scene: Scene) => Promise<void>): Promise<void> {
  const cluster = await NatsCluster.start(replicas);
  const front = await Front.start();
  const listener = new Listener();
  const stations: SimulatedStation[] = [];
  try {
    await listener.connect(cluster.nodes[0]!.mqttPort); // the first client has the streams made
    await listener.leave();
    const served = await cluster.leader();
    const others = cluster.nodes.filter((node) => node !== served);
    front.ports = [served, ...others].map(({ mqttPort }) => mqttPort);
    await listener.connect(others[0]!.mqttPort);
    for (let i = 1; i <= BOARDS; i++) {
      const options = { port: front.port, id: `board-${i}`, seed: i };
      stations.push(await SimulatedStation.start(options));
    }
    for (const station of stations) await station.link('connected');
    await until('all have readings acknowledged', () => isEach(stations, 3), PATIENCE_MS);
    ok((front.served.get(served.mqttPort) ?? 0) >= BOARDS, 'the leader serves all stations');
    await body({ cluster, served, others, stations, listener });
  } finally {
    for (const station of stations) station.board.powerOff();
    await listener.leave();
    front.close();
    await cluster.stop();
  }
}

/** Whether each station has had so many readings acknowledged. */
function isEach(stations: readonly SimulatedStation[], count: number): boolean {
  return stations.every((station) => station.told('reading').length >= count);
}

test(
  'NATS, three nodes: the one that serves and leads is killed, and nothing is lost that was acknowledged',
  { skip: noNats },
  async (context) => {
    await inScene(3, async ({ served, others, stations, listener }) => {
      await listener.leave(); // what comes meanwhile waits for it, on which node whoever
      const before = acknowledgedOf(stations).length;
      await served.kill();
      await until(
        'all stations have lost it, found another, and have new readings acknowledged',
        () => stations.every(hasGoneOn),
        PATIENCE_MS,
      );
      for (const station of stations) deepEqual(await station.stop(), { unsent: 0 });
      const acknowledged = acknowledgedOf(stations);
      await listener.connect(others[1]!.mqttPort); // not the node that it subscribed at
      await until('all have come', () => listener.lost(acknowledged).length === 0).catch(
        () => undefined,
      );
      const lost = listener.lost(acknowledged);
      context.diagnostic(
        `${before} acknowledged before, ${acknowledged.length} in all; lost: ${lost.length}`,
      );
      deepEqual(lost, []);
      const sampled = stations.map((station) => station.told('sampled').length);
      ok(acknowledged.length >= Math.max(...sampled), 'and there was something to lose');
    });
  },
);

/** Whether it has readings acknowledged behind a connection that is not its first. */
function hasGoneOn({ events }: SimulatedStation): boolean {
  const starts = events.flatMap((told, i) =>
    told.event === 'mqtt' && told.state === 'connected' ? [i] : [],
  );
  const behind = events.slice(starts.at(-1));
  return starts.length > 1 && behind.filter(({ event }) => event === 'reading').length >= 2;
}

// Without this the test above would say nothing: it is the copies that save the messages.
test(
  'NATS, three nodes, one copy: with the node that has it nothing is acknowledged until it is back',
  { skip: noNats },
  async () => {
    await inScene(1, async ({ served, stations, listener }) => {
      await served.kill();
      const before = acknowledgedOf(stations).length;
      const taken = stations.map((station) => station.told('sampled').length);
      await until(
        'the stations have measured on',
        () => stations.every((station, i) => station.told('sampled').length >= taken[i]! + 5),
        PATIENCE_MS,
      );
      const meanwhile = acknowledgedOf(stations).length - before;
      ok(meanwhile <= BOARDS, `${meanwhile} were acknowledged, and nobody has them`);
      served.run();
      await until('they go on', () => stations.every(hasGoneOn), PATIENCE_MS);
      for (const station of stations) deepEqual(await station.stop(), { unsent: 0 });
      const acknowledged = acknowledgedOf(stations);
      await until('all have come', () => listener.lost(acknowledged).length === 0, PATIENCE_MS);
    });
  },
);
