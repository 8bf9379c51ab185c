/** A fleet's run in words. */

import { durationText } from '../duration';
import type { FleetOptions } from './arguments';
import type { LatencySummary } from './latencies';
import { onlineText } from './prefix-text';
import { rampPerS } from './ramp';
import type { FleetProgress, FleetResult } from './result';

/** So many boards that miss readings are named. */
const NAMED = 5;
const SUBJECT_WIDTH = 9;
/** The event loop has no time to spare: what is measured is this computer. */
const BUSY = 0.9;

/** What is about to happen. */
export function openingLine(options: FleetOptions, engine: string): string {
  const { boards, qos, intervalMs, seed, prefix, perS } = options;
  const what = `${boards} boards ${prefix}-…, DHT22, a reading every ${durationText(intervalMs)} at QoS ${qos}`;
  return line(
    'fleet',
    `${what}; ${rampText(perS ?? rampPerS(boards, intervalMs))}; seed ${seed}, ${engine}`,
  );
}

function rampText(perS: number): string {
  return perS < 1
    ? `one started every ${durationText(Math.round(1_000 / perS))}`
    : `${rounded(perS)} started a second`;
}

/** How far it is, short enough for a terminal. */
export function progressText(progress: FleetProgress, boards: number, perS: number): string {
  const { phase, started, connected, accepted, acknowledged, arrived, latency } = progress;
  const p99 = latency ? `, p99 ${milliseconds(latency.p99Ms)}` : '';
  const counts = `accepted ${accepted}, acknowledged ${acknowledged}, seen ${arrived}`;
  // A collection of garbage from before the first board can make it less than nothing.
  const memory = `${rounded(Math.max(0, progress.perBoardBytes) / 1_024)} KiB a board`;
  return `${phase} for ${durationText(progress.phaseMs)}: ${started} of ${boards} started, ${connected} connected; ${counts}, ${rounded(perS)}/s${p99}; ${memory}`;
}

/** The result; its last line says what was lost. */
export function resultLines(result: FleetResult): string[] {
  return [
    ...problemLines(result),
    boardsLine(result),
    readingsLine(result),
    ...rateLines(result),
    latencyLine(result.latency),
    memoryLine(result),
    ...troubleLines(result),
    ...lossLines(result),
    lastLine(result),
  ];
}

function problemLines({ problems }: FleetResult): string[] {
  return problems.map(({ text, times }) => line('problem', `${timesText(times)}: ${text}`));
}

function boardsLine({
  boards,
  started,
  connectedMost,
  reconnects,
  ...result
}: FleetResult): string {
  const end = result.interrupted ? ', interrupted' : '';
  const times = reconnects === 1 ? '1 reconnect' : `${reconnects} reconnects`;
  const took = durationText(result.tookMs);
  return line(
    'boards',
    `${started} of ${boards} started, ${connectedMost} connected at once, ${times}; ${took} in all${end}`,
  );
}

function readingsLine(result: FleetResult): string {
  const { accepted, acknowledged, arrived, duplicates, strangers, failedSamples } = result;
  const parts = [`${accepted} accepted, ${acknowledged} acknowledged, ${arrived} seen`];
  parts.push(`${duplicates} twice`);
  if (strangers > 0) parts.push(`${strangers} that no board has sent`);
  if (failedSamples > 0) parts.push(`${failedSamples} samples failed`);
  return line('readings', parts.join(', '));
}

function rateLines({ full, boards, connectedMost }: FleetResult): string[] {
  if (!full) return [line('rate', 'not all boards were started')];
  if (connectedMost < boards) return [line('rate', 'not all boards were connected')];
  const { perS, lastedMs, cpuMsPerReading, busy } = full;
  const cpu =
    cpuMsPerReading === undefined ? '' : `; ${milliseconds(cpuMsPerReading)} of processor each`;
  const share = `event loop busy for ${Math.round(busy * 100)} %`;
  const with_ = `${rounded(perS)} readings a second for ${durationText(lastedMs)} with all boards`;
  const lines = [line('rate', `${with_}${cpu}, ${share}`)];
  if (busy > BUSY) {
    lines.push(
      line(
        '',
        'the latencies are rather those of this process: take fewer boards, or --every longer',
      ),
    );
  }
  return lines;
}

function latencyLine(latency: LatencySummary | undefined): string {
  if (!latency) return line('latency', 'not measured: nothing was acknowledged with all boards');
  const { p50Ms, p99Ms, mostMs, count } = latency;
  return line(
    'latency',
    `p50 ${milliseconds(p50Ms)}, p99 ${milliseconds(p99Ms)}, at most ${milliseconds(mostMs)}, from PUBLISH to acknowledgement, of ${count}`,
  );
}

function memoryLine({ memory, boards, connectedMost }: FleetResult): string {
  const { beforeBytes, mostBytes, perBoardBytes } = memory;
  if (perBoardBytes === undefined) return line('memory', 'not all boards were started');
  if (connectedMost < boards) return line('memory', 'not all boards were connected');
  return line(
    'memory',
    `${rounded(perBoardBytes / 1_024)} KiB a board: ${mebibytes(mostBytes)} resident with all, ${mebibytes(beforeBytes)} before the first; without broker and observer`,
  );
}

/** What makes the account worth less, or nothing. */
function troubleLines({ absence, observerEnded, unjudged, contested }: FleetResult): string[] {
  const lines: string[] = [];
  if (contested.length > 0) {
    const text = `${onlineText(contested)} for somebody else, too: another fleet with this --prefix`;
    lines.push(
      line(
        'contested',
        `${text}; nothing of this account holds, and states stay at the broker (--clear, once no fleet runs)`,
      ),
    );
  }
  if (absence.times > 0) {
    lines.push(
      line(
        'observer',
        `was away from the broker ${timesText(absence.times)}, for ${durationText(absence.ms)} in all: what came meanwhile it has not seen`,
      ),
    );
  }
  if (observerEnded === undefined) return lines;
  const text = `has ended (${observerEnded}), and the run with it`;
  const what =
    unjudged > 0
      ? `; of the acknowledged readings it has not seen ${unjudged}: lost or not, nobody knows`
      : '';
  lines.push(line('observer', `${text}${what}`));
  return lines;
}

function lastLine({ lost, unjudged, contested }: FleetResult): string {
  if (contested.length > 0) return `lost: ${lost}, in an account that does not hold`;
  return unjudged > 0 ? `lost: ${lost}, and ${unjudged} that cannot be judged` : `lost: ${lost}`;
}

/** Where it got lost, as far as that can be told. */
function lossLines({
  lost,
  accepted,
  acknowledged,
  arrived,
  unjudged,
  losers,
}: FleetResult): string[] {
  if (lost === 0) return [];
  const lines: string[] = [];
  const unsent = Math.max(0, accepted - acknowledged);
  const unseen = Math.max(0, Math.min(lost, acknowledged - arrived - unjudged));
  if (unsent > 0) lines.push(line('lost', `${unsent} were never acknowledged by the broker`));
  if (unseen > 0)
    lines.push(line('lost', `${unseen} were acknowledged, and the observer has not seen them`));
  const named = losers.slice(0, NAMED).map(({ id, lost: own }) => `${id} ${own}`);
  const more = losers.length > NAMED ? ` and ${losers.length - NAMED} boards more` : '';
  if (named.length > 0) lines.push(line('lost', `of ${named.join(', ')}${more}`));
  return lines;
}

function line(subject: string, text: string): string {
  return `${subject.padEnd(SUBJECT_WIDTH)} ${text}`;
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`;
}

function timesText(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** Small numbers with one digit behind the point. */
function rounded(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}
