/** The steps of a reading's way: what each says in a few words, and its details. */

import type { Mood, WayRow } from '../protocol';
import { h } from './dom';
import { bytesText, duration, hexByte, pair, preciseTime } from './format';
import { packetView } from './packet-view';
import { pulseTrace } from './pulse-trace';

export interface Step {
  readonly name: string;
  readonly told: (row: WayRow) => { readonly mood: Mood; readonly value: string };
  readonly details: (row: WayRow) => HTMLElement;
}

/** A step that waits for the one before; after a failure nothing more comes. */
function waits({ failure }: WayRow): { readonly mood: Mood; readonly value: string } {
  return failure ? { mood: 'none', value: '–' } : { mood: 'busy', value: 'waits' };
}

function paragraph(...texts: readonly (string | Node)[]): HTMLElement {
  return h('p', {}, ...texts);
}

function failureBox({ failure }: WayRow): HTMLElement {
  if (!failure) return paragraph('It has not come to that yet.');
  return h(
    'div',
    { class: 'failure' },
    h('p', {}, h('strong', {}, `✕ ${failure.name}: `), `${failure.meaning}.`),
    h('p', {}, `To check: ${failure.check}.`),
  );
}

const air: Step = {
  name: 'Air',
  told: ({ truth }) => ({ mood: 'good', value: pair(truth) }),
  details: ({ truth }) =>
    h(
      'div',
      { class: 'facts' },
      paragraph('What was true at the sensor: ', h('strong', {}, pair(truth, 2)), '.'),
      paragraph('The board never sees this number. It asks the sensor, and times pulses.'),
    ),
};

const pulses: Step = {
  name: 'Pulses',
  told: ({ widths, failure, bytes }) => {
    if (widths.length === 0) return { mood: 'bad', value: '✕ no answer' };
    const broken = failure && !bytes ? `✕ ${failure.name}` : `${widths.length} pulses`;
    return { mood: failure && !bytes ? 'bad' : 'good', value: broken };
  },
  details: (row) => {
    const { widths, startLowUs } = row;
    if (widths.length === 0) return h('div', {}, startText(startLowUs, 0), failureBox(row));
    const totalUs = widths.reduce((sum, width) => sum + Math.abs(width), 0);
    const isRight = row.failure?.name !== 'checksum';
    const label = `The sensor's answer, ${widths.length} pulses in ${duration(totalUs / 1_000)}`;
    const trace = pulseTrace({ widths, bytes: row.bytes, isChecksumRight: isRight, label });
    return h(
      'div',
      {},
      h(
        'div',
        { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Logic trace' },
        trace as unknown as Node,
      ),
      startText(startLowUs, totalUs),
      row.failure && failureBox(row),
    );
  },
};

function startText(startLowUs: number, totalUs: number): HTMLElement {
  const start = `The board pulls the line low for ${startLowUs / 1_000} ms`;
  const rest =
    totalUs === 0
      ? ', and nothing answers.'
      : `; the sensor answers for ${(totalUs / 1_000).toFixed(2)} ms. A high of 26 µs says 0, one of 70 µs says 1.`;
  return h('p', { class: 'quiet' }, start + rest);
}

const bytes: Step = {
  name: 'Bytes',
  told: (row) => {
    if (!row.bytes) return waits(row);
    const value = row.bytes.map(hexByte).join(' ');
    return row.failure ? { mood: 'bad', value: `✕ ${row.failure.name}` } : { mood: 'good', value };
  },
  details: (row) => {
    if (!row.bytes) return failureBox(row);
    const [b0, b1, b2, b3, sum] = row.bytes as [number, number, number, number, number];
    const added = (b0 + b1 + b2 + b3) & 0xff;
    const isRight = added === sum;
    return h(
      'div',
      {},
      h(
        'p',
        { class: 'octet-row' },
        ...row.bytes.map((value, i) => h('span', { class: `octet b${i}` }, hexByte(value))),
      ),
      paragraph(
        `${[b0, b1, b2, b3].map(hexByte).join(' + ')} = ${hexByte(added)}: `,
        h(
          'strong',
          { class: isRight ? 'good' : 'bad' },
          isRight ? '✓ the checksum is right' : `✕ the checksum says ${hexByte(sum)}`,
        ),
      ),
      row.failure && failureBox(row),
    );
  },
};

const reading: Step = {
  name: 'Reading',
  told: (row) => (row.read ? { mood: 'good', value: pair(row.read) } : waits(row)),
  details: (row) => {
    if (!row.read) return failureBox(row);
    const [temperatureC, humidityPercent] = row.read;
    const offC = temperatureC - row.truth[0];
    const offPercent = humidityPercent - row.truth[1];
    return h(
      'div',
      { class: 'facts' },
      paragraph(
        'The station has read ',
        h('strong', {}, pair(row.read)),
        ' and keeps it on flash: it outlasts a power cut from now on.',
      ),
      paragraph(
        `Off the truth by ${offC.toFixed(2)} °C and ${offPercent.toFixed(2)} %: the sensor sends tenths.`,
      ),
    );
  },
};

const payload: Step = {
  name: 'Payload',
  told: (row) =>
    row.payload === undefined
      ? waits(row)
      : { mood: 'good', value: `${new TextEncoder().encode(row.payload).length} B` },
  details: (row) =>
    row.payload === undefined
      ? failureBox(row)
      : h('pre', { class: 'payload', tabindex: 0 }, row.payload),
};

const packet: Step = {
  name: 'Packet',
  told: (row) =>
    row.packet
      ? { mood: 'good', value: `${row.packet.type} ${bytesText(row.packet.bytes)}` }
      : waits(row),
  details: (row) => {
    if (!row.packet) return failureBox(row);
    const again = (row.sends ?? 1) > 1 ? ` It was sent ${row.sends ?? 1} times.` : '';
    return h(
      'div',
      {},
      packetView(row.packet),
      h(
        'p',
        { class: 'quiet' },
        `Sent at ${preciseTime(row.packet.atMs)} in connection ${row.packet.connection}; read here by mqtt-packet.${again}`,
      ),
    );
  },
};

const acknowledged: Step = {
  name: 'Acknowledged',
  told: (row) => {
    if (row.acknowledgedMs !== undefined && row.packet) {
      const ms = row.acknowledgedMs - row.packet.atMs;
      return { mood: 'good', value: `✓ in ${duration(ms)}` };
    }
    return row.end === 'published' ? { mood: 'good', value: '✓ sent' } : waits(row);
  },
  details: (row) => {
    if (row.acknowledgement) return packetView(row.acknowledgement);
    if (row.end !== 'published') return failureBox(row);
    return paragraph('At QoS 0 nothing confirms more than that the network has taken it.');
  },
};

export const STEPS: readonly Step[] = [
  ...[air, pulses, bytes, reading, payload, packet, acknowledged],
];
