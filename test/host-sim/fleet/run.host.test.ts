/** A fleet's runs before brokers that do their work, and before some that do not. */

import { describe, test } from 'node:test';
import type { Client } from 'aedes';
import { startBroker } from '../../../host-sim/broker/embedded-broker';
import type { EmbeddedBroker } from '../../../host-sim/broker/embedded-broker';
import { parseFleetArguments } from '../../../host-sim/fleet/arguments';
import { resultLines } from '../../../host-sim/fleet/report';
import type { FleetProgress, FleetResult } from '../../../host-sim/fleet/result';
import { runFleet } from '../../../host-sim/fleet/run';
import { realWorld } from '../../../host-sim/world/world';
import { deepEqual, equal, fail, ok } from '../../kit/assert';
import { engineFor } from '../../kit/simulated-station';

interface Play {
  readonly args?: readonly string[];
  readonly interrupted?: AbortSignal;
  readonly onProgress?: (progress: FleetProgress) => void;
}

async function play(port: number, { args = [], ...more }: Play): Promise<FleetResult> {
  const url = `mqtt://127.0.0.1:${port}`;
  const all = ['--broker', url, '--boards', '6', '--every', '1s', '--ramp', '20', ...args];
  const options = parseFleetArguments(all) ?? fail('this is help');
  const { interrupted = new AbortController().signal, onProgress } = more;
  return runFleet(options, {
    ...{ world: realWorld(), engine: await engineFor('node'), interrupted },
    ...(onProgress && { onProgress }),
    observer: { url },
  });
}

async function withBroker(run: (broker: EmbeddedBroker) => Promise<void>): Promise<void> {
  const broker = await startBroker(0);
  try {
    await run(broker);
  } finally {
    await broker.close();
  }
}

const isReading = (topic: string): boolean => topic.endsWith('/reading');

void describe('a fleet', { concurrency: true }, () => {
  void test('loses exactly what its broker acknowledges and does not pass on, and names whose it was', () =>
    withBroker(async (broker) => {
      let swallowed = 0;
      broker.aedes.authorizeForward = (_, packet) => {
        if (!isReading(packet.topic) || !packet.topic.includes('fleet-00003')) return packet;
        swallowed++;
        return null;
      };
      const result = await play(broker.port, { args: ['--readings', '2'] });
      ok(swallowed >= 2, `${swallowed} swallowed`);
      deepEqual(result.losers, [{ id: 'fleet-00003', lost: swallowed }]);
      equal(result.lost, swallowed);
      equal(result.acknowledged, result.accepted);
      equal(result.arrived, result.accepted - swallowed);
      const lines = resultLines(result);
      equal(lines.at(-1), `lost: ${swallowed}`);
      const text = lines.join('\n');
      ok(text.includes(`${swallowed} were acknowledged, and the observer has not seen them`), text);
    }));

  void test('says that its observer was away, whose losses these may be', () =>
    withBroker(async (broker) => {
      let observer: Client | undefined;
      broker.aedes.on('client', (client) => {
        if (client.id.includes('observer')) observer ??= client;
      });
      let isCut = false;
      const result = await play(broker.port, {
        args: ['--for', '3s'],
        onProgress: ({ arrived }) => {
          if (arrived === 0 || isCut) return;
          isCut = true;
          observer!.close();
        },
      });
      ok(isCut);
      equal(result.absence.times, 1);
      ok(result.absence.ms > 0 && result.absence.ms < 5_000, `${result.absence.ms} ms`);
      ok(resultLines(result).some((line) => line.startsWith('observer  was away')));
    }));

  void test('that is interrupted stops in order, with what it has so far, and leaves no state at the broker', () =>
    withBroker(async (broker) => {
      const retained = new Map<string, number>();
      let offline = 0;
      broker.aedes.on('publish', ({ topic, payload, retain }) => {
        if (!topic.endsWith('/status') || !retain) return;
        retained.set(topic, payload.length);
        if (payload.toString() === 'offline') offline++;
      });
      const interrupted = new AbortController();
      const result = await play(broker.port, {
        args: ['--for', '1h'],
        interrupted: interrupted.signal,
        onProgress: ({ arrived }) => {
          if (arrived > 6) interrupted.abort();
        },
      });
      ok(result.interrupted);
      ok(result.accepted > 6);
      deepEqual([result.lost, result.connectedMost, offline], [0, 6, 6]);
      deepEqual([...retained.values()], [0, 0, 0, 0, 0, 0]);
    }));

  void test('that nobody could observe does not begin', () =>
    withBroker(async (broker) => {
      broker.aedes.authenticate = (client, _user, _password, done) => {
        done(null, !client.id.includes('observer'));
      };
      let message = '';
      await play(broker.port, {}).catch((error: unknown) => (message = String(error)));
      ok(message.includes('the observer cannot hear the broker: Connection refused'), message);
    }));
});
