/** A fleet's runs before brokers that do their work, and before some that do not. */

import { describe, test } from 'node:test';
import type { Client } from 'aedes';
import { startBroker } from '../../../host-sim/broker/embedded-broker';
import type { EmbeddedBroker } from '../../../host-sim/broker/embedded-broker';
import { type FleetOptions, parseFleetArguments } from '../../../host-sim/fleet/arguments';
import { clearStates } from '../../../host-sim/fleet/clear';
import { fleetSettings } from '../../../host-sim/fleet/fleet-settings';
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
  readonly onNote?: (text: string) => void;
}

function optionsFor(port: number, ...args: readonly string[]): FleetOptions {
  const url = `mqtt://127.0.0.1:${port}`;
  const all = ['--broker', url, '--boards', '6', '--every', '1s', '--ramp', '20', ...args];
  return parseFleetArguments(all) ?? fail('this is help');
}

async function play(port: number, { args = [], ...more }: Play): Promise<FleetResult> {
  const options = optionsFor(port, ...args);
  const engine = await engineFor('node');
  return runFleet(options, {
    ...{ world: realWorld(), engine, settings: await fleetSettings(options, engine) },
    interrupted: new AbortController().signal,
    observer: { url: `mqtt://127.0.0.1:${port}` },
    ...more,
  });
}

/** What the broker is told as if a client had published it. */
function publish({ aedes }: EmbeddedBroker, topic: string, payload: string): Promise<void> {
  const packet = { topic, payload: Buffer.from(payload), retain: true, qos: 0 as const };
  return new Promise((resolve, reject) => {
    aedes.publish({ ...packet, cmd: 'publish', dup: false }, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** `retained` says which topics the broker has something retained at, in order. */
async function withBroker(
  run: (broker: EmbeddedBroker, retained: () => string[]) => Promise<void>,
): Promise<void> {
  const broker = await startBroker(0);
  const topics = new Set<string>();
  broker.aedes.on('publish', ({ topic, payload, retain }) => {
    if (retain && payload.length > 0) topics.add(topic);
    else if (retain) topics.delete(topic);
  });
  try {
    await run(broker, () => [...topics].sort());
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

  void test('that is interrupted stops in order, with what it has so far, and takes the boards’ states away', () =>
    withBroker(async (broker) => {
      const cleared = new Set<string>();
      let offline = 0;
      broker.aedes.on('publish', ({ topic, payload, retain }) => {
        if (!topic.endsWith('/status') || !retain) return;
        if (payload.length === 0) cleared.add(topic);
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
      equal(cleared.size, 6);
    }));

  void test('whose observer is killed says so, ends, and judges nothing that was not seen', () =>
    withBroker(async (broker, retained) => {
      let observer = 0;
      broker.aedes.on('client', ({ id }) => {
        observer ||= Number(/-observer-(\d+)$/.exec(id)?.[1] ?? 0);
      });
      const notes: string[] = [];
      let isKilled = false;
      const result = await play(broker.port, {
        args: ['--for', '20s'],
        onNote: (text) => notes.push(text),
        onProgress: ({ arrived }) => {
          if (arrived === 0 || isKilled) return;
          isKilled = true;
          process.kill(observer, 'SIGKILL');
        },
      });
      deepEqual(notes, ['the observer has ended (SIGKILL): so does the run']);
      deepEqual([result.observerEnded, result.lost], ['SIGKILL', 0]);
      equal(result.arrived + result.unjudged, result.accepted);
      deepEqual(retained(), []);
    }));

  void test('does not begin where another one of its prefix is, and leaves that one alone', () =>
    withBroker(async (broker, retained) => {
      const over = new AbortController();
      let second: Promise<unknown> | undefined;
      const first = await play(broker.port, {
        args: ['--for', '20s'],
        interrupted: over.signal,
        onProgress: ({ connected }) => {
          if (connected < 6 || second) return;
          second = play(broker.port, {})
            .catch(String)
            .finally(() => {
              over.abort();
            });
        },
      });
      const refusal = String(await second);
      ok(refusal.includes('--prefix fleet: fleet-00001 and 5 more are online at this'), refusal);
      ok(refusal.includes('take another --prefix'), refusal);
      deepEqual([first.reconnects, first.lost, first.contested], [0, 0, []]);
      deepEqual(retained(), []);
    }));

  void test('ends, and says why, when another one of its prefix comes', () =>
    withBroker(async (broker, retained) => {
      const notes: string[] = [];
      let hasCome = false;
      const result = await play(broker.port, {
        args: ['--for', '20s'],
        onNote: (text) => notes.push(text),
        onProgress: ({ connected }) => {
          if (connected < 6 || hasCome) return;
          hasCome = true;
          void publish(broker, 'pubsub-xs/fleet-00002/status', 'online');
        },
      });
      equal(notes.length, 1);
      ok(notes[0]!.startsWith('fleet-00002 is online for somebody else, too'), notes[0]);
      deepEqual(result.contested, ['fleet-00002']);
      // They may be the other's.
      equal(retained().length, 6);
    }));

  void test('takes away what one that was killed has left, and nothing else', () =>
    withBroker(async (broker, retained) => {
      for (const id of ['fleet-00002', 'fleet-00900', 'fleet-2', 'fleet-00.50', 'other-00001']) {
        await publish(broker, `pubsub-xs/${id}/status`, 'offline');
      }
      const notes: string[] = [];
      const args = ['--readings', '1'];
      await play(broker.port, { args, onNote: (text) => notes.push(text) });
      equal(notes.length, 1);
      ok(notes[0]!.startsWith('2 states of boards fleet-… taken away'), notes[0]);
      const others = ['fleet-00.50', 'fleet-2', 'other-00001'];
      deepEqual(
        retained(),
        others.map((id) => `pubsub-xs/${id}/status`),
      );
    }));

  void test('can be cleared away without another run, whatever its boards have said last', () =>
    withBroker(async (broker, retained) => {
      await publish(broker, 'pubsub-xs/fleet-00002/status', 'online');
      await publish(broker, 'pubsub-xs/fleet-00900/status', 'offline');
      const access = { url: `mqtt://127.0.0.1:${broker.port}` };
      equal(await clearStates(optionsFor(broker.port), access), 2);
      equal(await clearStates(optionsFor(broker.port), access), 0);
      deepEqual(retained(), []);
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
