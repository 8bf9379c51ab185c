/** An outbox in a test: a partition for it, what goes in, and what comes out. */

import { Outbox } from '../../firmware/mqtt/outbox/outbox';
import type { SampleForm } from '../../firmware/mqtt/outbox/samples';
import type { NewMessage, StoredMessage } from '../../firmware/mqtt/session/store';
import { SimulatedFlashPartition } from '../../host-sim/board/flash-partition';
import { deepEqual, fail } from './assert';
import { bytes, text } from './bytes';
import './test'; // brings the conversions of text, which are used below at once

export const BLOCK = 4_096;

export function partitionOf(blocks: number): SimulatedFlashPartition {
  return new SimulatedFlashPartition({ byteLength: blocks * BLOCK });
}

export function message(payload: string, more: Partial<NewMessage> = {}): NewMessage {
  return { topic: bytes('t'), payload: bytes(payload), qos: 1, retain: false, ...more };
}

export function put(outbox: Outbox, payload: string, more?: Partial<NewMessage>): StoredMessage {
  const stored = outbox.put(message(payload, more));
  return typeof stored === 'string' ? fail(stored) : stored;
}

export function waitingOf(outbox: Outbox): string[] {
  const found: string[] = [];
  for (let next = outbox.next(); next; next = outbox.next()) {
    found.push(text(next.payload));
    outbox.remove(next);
  }
  return found;
}

/** A form whose payload is its bytes as text, and its time. */
export const FORM: SampleForm = {
  topic: bytes('home/reading'),
  qos: 1,
  render: (packed, timeS) => bytes(`${Array.from(packed).join()}@${timeS}`),
};

/** Keeps a session and an identifier, carries them along behind so many messages, forgets them, and looks after a restart. */
export function forgets(messages: number): void {
  const partition = partitionOf(5);
  const before = new Outbox(partition);
  before.hasSession = true;
  before.incoming.add(5);
  for (let i = 0; i < messages; i++) before.remove(put(before, 'x'.repeat(200)));
  before.incoming.delete(5);
  before.hasSession = false;
  const after = new Outbox(partition);
  deepEqual([after.hasSession, after.incoming.has(5)], [false, false], `${messages} messages`);
}
