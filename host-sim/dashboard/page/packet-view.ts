/** A packet as hex, each field in its colour and with its name. */

import type { Field, PacketRow } from '../protocol';
import { h } from './dom';

export function packetView(packet: PacketRow): HTMLElement {
  const bytes = packet.hex.match(/../g) ?? [];
  const spans = packet.fields.map((field, i) => fieldSpan(field, i, bytes));
  const names = packet.fields.map((field, i) => fieldName(field, i));
  const view = h(
    'div',
    { class: 'packet' },
    h('p', { class: 'hex', 'aria-label': 'The bytes of the packet' }, ...spans),
    packet.bytes > bytes.length &&
      h('p', { class: 'quiet' }, `… ${packet.bytes - bytes.length} more bytes`),
    packet.problem !== undefined && h('p', { class: 'bad' }, `✕ ${packet.problem}`),
    h('dl', { class: 'fields' }, ...names.flat()),
  );
  link(view);
  return view;
}

function fieldSpan(field: Field, i: number, bytes: readonly string[]): HTMLElement {
  const own = bytes.slice(field.at, field.at + field.length);
  const text = field.kind === 'secret' ? own.map(() => '••') : own;
  return h(
    'span',
    { class: `octets k-${field.kind}`, 'data-field': i, title: `${field.name}: ${field.value}` },
    text.join(' '),
  );
}

function fieldName(field: Field, i: number): HTMLElement[] {
  const at = field.length === 1 ? `byte ${field.at}` : `${field.at}–${field.at + field.length - 1}`;
  return [
    h(
      'dt',
      { 'data-field': i },
      h('span', { class: `swatch k-${field.kind}` }),
      field.name,
      h('small', {}, at),
    ),
    h('dd', { 'data-field': i }, field.value),
  ];
}

/** Who points at a field sees its bytes, and the other way round. */
function link(view: HTMLElement): void {
  const light = (event: Event): void => {
    const target = (event.target as HTMLElement).closest<HTMLElement>('[data-field]');
    for (const lit of view.querySelectorAll('.lit')) lit.classList.remove('lit');
    if (!target || event.type === 'mouseleave') return;
    const own = view.querySelectorAll(`[data-field="${target.dataset['field'] ?? ''}"]`);
    for (const element of own) element.classList.add('lit');
  };
  view.addEventListener('mouseover', light);
  view.addEventListener('mouseleave', light);
}
