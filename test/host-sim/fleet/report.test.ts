/** A fleet's run in words. */

import { parseFleetArguments } from '../../../host-sim/fleet/arguments';
import { LiveLine } from '../../../host-sim/fleet/live-line';
import { openingLine, resultLines } from '../../../host-sim/fleet/report';
import { type FleetProgress, type FleetResult, isGood } from '../../../host-sim/fleet/result';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const GOOD: FleetResult = {
  ...{ boards: 100, started: 100, connectedMost: 100, reconnects: 0 },
  ...{ accepted: 600, acknowledged: 600, arrived: 600, duplicates: 0, strangers: 0 },
  ...{ lost: 0, losers: [], failedSamples: 0, problems: [], interrupted: false, tookMs: 80_000 },
  latency: { count: 600, p50Ms: 0.5, p99Ms: 12.4, mostMs: 80.2 },
  full: { lastedMs: 60_000, perS: 10, cpuMsPerReading: 0.25, busy: 0.04 },
  memory: { beforeBytes: 90 * 2 ** 20, mostBytes: 100 * 2 ** 20, perBoardBytes: 102 * 1_024 },
  absence: { times: 0, ms: 0 },
  ...{ unjudged: 0, observerEnded: undefined, contested: [] },
};

const PROGRESS: FleetProgress = {
  ...{ phase: 'running', phaseMs: 5_000, started: 100, connected: 99 },
  ...{ accepted: 10, acknowledged: 9, arrived: 8, latency: GOOD.latency, perBoardBytes: 2_048 },
};

test('a run in which all went well', () => {
  deepEqual(resultLines(GOOD), [
    'boards    100 of 100 started, 100 connected at once, 0 reconnects; 1m 20s in all',
    'readings  600 accepted, 600 acknowledged, 600 seen, 0 twice',
    'rate      10 readings a second for 1m with all boards; 0.25 ms of processor each, event loop busy for 4 %',
    'latency   p50 0.50 ms, p99 12 ms, at most 80 ms, from PUBLISH to acknowledgement, of 600',
    'memory    102 KiB a board: 100 MiB resident with all, 90 MiB before the first; without broker and observer',
    'lost: 0',
  ]);
});

test('losses are told apart by where they happened, and the first boards are named', () => {
  const losers = Array.from({ length: 7 }, (_, i) => ({ id: `f-${i}`, lost: 1 }));
  const lines = resultLines({ ...GOOD, acknowledged: 596, arrived: 593, lost: 7, losers });
  deepEqual(lines.slice(-4), [
    'lost      4 were never acknowledged by the broker',
    'lost      3 were acknowledged, and the observer has not seen them',
    'lost      of f-0 1, f-1 1, f-2 1, f-3 1, f-4 1 and 2 boards more',
    'lost: 7',
  ]);
});

test('what an observer that has ended could not see is not lost, and not well either', () => {
  const lines = resultLines({
    ...{ ...GOOD, acknowledged: 598, arrived: 500, lost: 2, unjudged: 98 },
    observerEnded: 'SIGKILL',
  });
  deepEqual(lines.slice(-3), [
    'observer  has ended (SIGKILL), and the run with it; of the acknowledged readings it has not seen 98: lost or not, nobody knows',
    'lost      2 were never acknowledged by the broker',
    'lost: 2, and 98 that cannot be judged',
  ]);
});

test('a run is good when nothing was lost, somebody was there to see it, and the names were its own', () => {
  const bad: Partial<FleetResult>[] = [
    { lost: 1 },
    { observerEnded: 'exit code 1' },
    { contested: ['fleet-00001'] },
  ];
  equal(isGood(GOOD), true);
  for (const change of bad) equal(isGood({ ...GOOD, ...change }), false);
});

test('names that another fleet has, too, are told', () => {
  const text = resultLines({ ...GOOD, contested: ['f-1', 'f-2', 'f-3'] }).join('\n');
  includes(text, 'contested f-1 and 2 more are online for somebody else, too');
  includes(text, 'states stay at the broker (--clear, once no fleet runs)');
  ok(text.endsWith('\nlost: 0, in an account that does not hold'), text);
});

test('an observer that was away, a busy process and problems are told', () => {
  const text = resultLines({
    ...GOOD,
    absence: { times: 2, ms: 1_500 },
    full: { ...GOOD.full!, busy: 0.97 },
    problems: [{ text: 'mqtt: lost', times: 3 }],
    interrupted: true,
  }).join('\n');
  includes(text, 'observer  was away from the broker 2 times, for 1.5s in all');
  includes(text, 'the latencies are rather those of this process');
  includes(text, 'problem   3 times: mqtt: lost');
  includes(text, '1m 20s in all, interrupted');
});

test('a run that was over before all boards were started has no rate and no memory', () => {
  const none = { beforeBytes: 1, mostBytes: 0, perBoardBytes: undefined };
  const text = resultLines({ ...GOOD, latency: undefined, full: undefined, memory: none }).join(
    '\n',
  );
  includes(text, 'rate      not all boards were started');
  includes(text, 'memory    not all boards were started');
  includes(text, 'latency   not measured: nothing was acknowledged with all boards');
});

test('the first line says what is about to happen', () => {
  const options = parseFleetArguments(['--broker', 'mqtt://b', '--boards', '10000'])!;
  equal(
    openingLine(options, 'Node 20'),
    'fleet     10000 boards fleet-…, DHT22, a reading every 10s at QoS 1; 500 started a second; seed 1, Node 20',
  );
});

test('boards that are started slower than one a second are said to be so far apart', () => {
  const args = ['--broker', 'mqtt://b', '--boards', '10', '--every', '5m'];
  includes(openingLine(parseFleetArguments(args)!, 'Node 20'), '; one started every 30s; seed 1');
});

class Screen {
  nowMs = 0;
  written: string[] = [];
  lines: string[] = [];

  line(columns: number | undefined): LiveLine {
    return new LiveLine({
      ...{ boards: 100, columns: () => columns, nowMs: () => this.nowMs },
      write: (text) => this.written.push(text),
      writeLine: (text) => this.lines.push(text),
    });
  }
}

test('on a terminal one line is written over and over, never longer than it is wide', () => {
  const screen = new Screen();
  const live = screen.line(40);
  live.show(PROGRESS);
  screen.nowMs = 1_000;
  live.show({ ...PROGRESS, acknowledged: 29 });
  live.clear();
  const [first, second, last] = screen.written;
  equal(first, '\r\u001b[Krunning for 5s: 100 of 100 started, 99 ');
  equal(second!.length, '\r\u001b[K'.length + 39);
  equal(last, '\r\u001b[K');
  deepEqual(screen.lines, []);
});

test('the rate is that of the last seconds', () => {
  const screen = new Screen();
  const live = screen.line(200);
  for (const [ms, acknowledged] of [
    [0, 0],
    [1_000, 10],
    [2_000, 20],
    [3_500, 80],
  ] as const) {
    screen.nowMs = ms;
    live.show({ ...PROGRESS, acknowledged });
  }
  includes(screen.written[2]!, 'seen 8, 10/s, p99 12 ms; 2 KiB a board');
  includes(screen.written[3]!, ' 40/s,');
});

test('elsewhere there is a line every ten seconds', () => {
  const screen = new Screen();
  const live = screen.line(undefined);
  for (screen.nowMs = 0; screen.nowMs <= 25_000; screen.nowMs += 500) live.show(PROGRESS);
  live.clear();
  deepEqual([screen.lines.length, screen.written.length], [2, 0]);
});
