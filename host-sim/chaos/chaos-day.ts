/**
 * A day on which much goes wrong, made of a seed: faults of the catalogue at any time, for
 * any time, over each other, until two hours before its end. As a scenario it can be read,
 * kept and played like any other.
 */

import { SeededRandom } from '../board/random';
import type { Fault, Parameter } from '../faults/fault';

/** In this the faults are over, and the station has found its way back: it may wait an hour in its safe mode. */
const QUIET_MINUTES = 120;
const DAY_MINUTES = 24 * 60;
const MOST_FAULTS = 12;
const LONGEST_S = 2 * 3_600;

/** With a time of day that is wrong readings cannot be told apart from others; other air is no bad day. */
const LEFT_OUT: readonly string[] = ['clock.jump', 'air.still', 'air.wave'];

type Random = () => number;

/** The text of a scenario, in which a reading is taken every minute; at QoS 1 or 2, as the seed has it. */
export function chaosDay(seed: number, faults: readonly Fault[]): string {
  const random = new SeededRandom(seed, 'chaos').next;
  const qos = 1 + (seed % 2);
  const usable = faults.filter(({ id, group }) => group !== 'home' && !LEFT_OUT.includes(id));
  const steps = Array.from({ length: 1 + Math.floor(random() * MOST_FAULTS) }, () =>
    step(usable[Math.floor(random() * usable.length)]!, qos, random),
  );
  const duplicates = qos === 2 ? ', duplicates: 0' : '';
  return [
    `title: A bad day, of seed ${seed}, at QoS ${qos}`,
    `board: { every: 60s, id: chaos, qos: ${qos} }`,
    `seed: ${seed}`,
    'lasts: 24h',
    'timeline:',
    ...slowness(random),
    ...steps,
    '  - { at: 1430m, expect: status online }',
    '  - { at: 1430m, expect: reading, within: 5m }',
    `expect: { lost: 0, order: kept, dropped: 0${duplicates} }`,
    '',
  ].join('\n');
}

/** On every other day the network is slow all the time: much is then on its way when something breaks. */
function slowness(random: Random): string[] {
  if (random() < 0.5) return [];
  const [delayMs, jitterMs] = [Math.floor(random() * 4_000), Math.floor(random() * 2_000)];
  return [
    `  - { at: 10s, fault: tcp.slow, for: 22h, with: { delayMs: ${delayMs}, jitterMs: ${jitterMs} } }`,
  ];
}

function step({ id, lasts, parameters }: Fault, qos: number, random: Random): string {
  const atS = Math.floor((5 + random() * (DAY_MINUTES - QUIET_MINUTES - 10)) * 60);
  const endS = (DAY_MINUTES - QUIET_MINUTES) * 60;
  // As many short ones as long ones.
  const forS = Math.ceil(Math.exp(random() * Math.log(LONGEST_S)));
  const values = parameters.map((parameter) => {
    const value = valueOf(parameter, random);
    // A broker that forgets what it had makes QoS 2 come twice, whatever a client does.
    const isForgetting = parameter.name === 'losesSessions' && qos === 2;
    return `${parameter.name}: ${isForgetting ? 0 : value}`;
  });
  return [
    `  - { at: ${atS}s, fault: ${id}`,
    lasts ? `, for: ${Math.min(forS, endS - atS)}s` : '',
    values.length > 0 ? `, with: { ${values.join(', ')} }` : '',
    ' }',
  ].join('');
}

/** Anything up to ten times the usual. */
function valueOf({ minimum, maximum, preset }: Parameter, random: Random): number {
  const most = preset > 0 ? Math.min(maximum, preset * 10) : maximum;
  return Math.floor(minimum + random() * (most - minimum + 1));
}
