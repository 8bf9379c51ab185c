/**
 * The outbox through power cuts at every write and erase: what is found afterwards is
 * what was there before the interrupted call, or behind it.
 */

import fc from 'fast-check';
import { Outbox } from '../../../../firmware/mqtt/outbox/outbox';
import type { StoredMessage } from '../../../../firmware/mqtt/session/store';
import { equal, fail, ok } from '../../../kit/assert';
import { bytes, text } from '../../../kit/bytes';
import { CutFlashPartition } from '../../../kit/cut-flash';
import { test, tries } from '../../../kit/test';

const BYTES = 5 * 4_096;

type Call =
  | { readonly kind: 'put'; readonly length: number; readonly priority: number }
  | { readonly kind: 'sample'; readonly value: number; readonly hasDate: boolean }
  /** The next one is sent, with this QoS. */
  | { readonly kind: 'send'; readonly qos: number }
  /** Of what is under way, one: received, done, or waiting again. */
  | { readonly kind: 'received' | 'done' | 'back'; readonly which: number }
  | { readonly kind: 'session'; readonly has: boolean }
  | { readonly kind: 'incoming'; readonly id: number; readonly adds: boolean }
  | { readonly kind: 'clock' };

const which = fc.nat(5);
const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      length: fc.integer({ min: 1, max: 1_500 }),
      priority: fc.nat(2),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('sample' as const),
      value: fc.nat(255),
      hasDate: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), qos: fc.nat(2) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('received' as const, 'done' as const, 'done' as const, 'back' as const),
      which,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('session' as const), has: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('incoming' as const),
      id: fc.integer({ min: 1, max: 4 }),
      adds: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clock' as const) }) },
);

const FORMS = [
  {
    topic: bytes('s'),
    qos: 1,
    render: (packed: Uint8Array, timeS: number | null) => bytes(`${packed[0]}@${timeS}`),
  },
];

/** One run of the program over a partition. */
class Life {
  readonly outbox: Outbox;
  readonly #open: StoredMessage[];
  #id: number;

  constructor({ partition }: CutFlashPartition) {
    this.outbox = new Outbox(partition, { forms: FORMS, whenFull: 'refuse newest' });
    this.#open = Array.from(this.outbox.known()).filter(({ mark }) => mark !== 'waiting');
    this.#id = this.outbox.lastId ?? 1;
  }

  do(call: Call, number: number): void {
    const { outbox } = this;
    switch (call.kind) {
      case 'put':
        outbox.put({
          topic: bytes('t'),
          payload: bytes(`${number}:${'x'.repeat(call.length)}`),
          qos: 2,
          retain: false,
          priority: call.priority,
        });
        return;
      case 'sample':
        outbox.addSample(
          0,
          call.hasDate ? { unixS: number } : { sinceStartMs: number * 1_000 },
          Uint8Array.of(call.value),
        );
        return;
      case 'send':
        this.#send(call.qos);
        return;
      case 'session':
        outbox.hasSession = call.has;
        return;
      case 'incoming':
        if (call.adds) outbox.incoming.add(call.id);
        else outbox.incoming.delete(call.id);
        return;
      case 'clock':
        outbox.clockSet(1_800_000_000_000);
        return;
      default:
        this.#change(call.kind, call.which);
    }
  }

  #send(qos: number): void {
    const next = this.outbox.next();
    if (!next) return;
    this.#id = (this.#id % 0xffff) + 1;
    if (qos === 0) this.outbox.markLeaving(next);
    else this.outbox.markSent(next, this.#id, qos);
    this.#open.push(next);
  }

  #change(kind: 'received' | 'done' | 'back', which: number): void {
    if (this.#open.length === 0) return;
    const at = which % this.#open.length;
    const message = this.#open[at]!;
    if (kind === 'received') {
      if (message.mark === 'sent') this.outbox.markReceived(message, 1 + (which % 3));
      return;
    }
    if (kind === 'back' && message.mark === 'received') return;
    this.#open.splice(at, 1);
    if (kind === 'done') this.outbox.remove(message);
    else this.outbox.markSent(message, 0, 0);
  }
}

/** All that a restart finds on this image. */
function seen(image: Uint8Array): string {
  const outbox = new Outbox(new CutFlashPartition(BYTES, Infinity, image).partition, {
    forms: FORMS,
  });
  const messages = Array.from(
    outbox.iterate(),
    ({ payload, mark, id, sentQos, turn, priority }) =>
      `${text(payload).slice(0, 12)} ${mark} ${id} ${sentQos} ${turn} ${priority}`,
  );
  const ids = [1, 2, 3, 4].filter((id) => outbox.incoming.has(id));
  const waiting = messages.filter((line) => line.includes(' waiting '));
  equal(outbox.waiting, waiting.length, 'as many wait as it counts');
  const inLine: string[] = [];
  for (let next = outbox.next(); next; next = outbox.next()) {
    inLine.push(text(next.payload).slice(0, 12));
    outbox.markLeaving(next);
  }
  equal(inLine.length, waiting.length, 'all that wait come out');
  return [...messages, `session ${outbox.hasSession}`, `incoming ${ids.join()}`].join('\n');
}

/** What a restart finds behind each call, and how many changes of flash there had been. */
function reference(calls: readonly Call[], image?: Uint8Array) {
  const flash = new CutFlashPartition(BYTES, Infinity, image);
  const states = [seen(flash.flash.contents)];
  const life = new Life(flash);
  const changes = [flash.changes];
  for (const [number, now] of calls.entries()) {
    life.do(now, number);
    states.push(seen(flash.flash.contents));
    changes.push(flash.changes);
  }
  return { states, changes };
}

/** Plays the calls until the power is cut; returns the image. */
function playUntil(
  cutAt: number,
  calls: readonly Call[],
  image?: Uint8Array,
): { readonly image: Uint8Array; readonly reached: number } {
  const flash = new CutFlashPartition(BYTES, cutAt, image, cutAt);
  const life = new Life(flash);
  let reached = 0;
  for (const [number, now] of calls.entries()) {
    if (flash.isCut) break;
    life.do(now, number);
    reached = number + 1;
  }
  return { image: flash.flash.contents, reached };
}

test('a power cut at any write leaves what was before the call or what is behind it', () => {
  let cuts = 0;
  fc.assert(
    fc.property(fc.array(call, { minLength: 5, maxLength: 60 }), (calls) => {
      const { states, changes } = reference(calls);
      const last = changes.at(-1) ?? fail('no calls');
      const step = Math.max(1, Math.floor(last / 12));
      for (let cutAt = 1; cutAt <= last; cutAt += step) {
        const { image, reached } = playUntil(cutAt, calls);
        const found = seen(image);
        cuts++;
        ok(
          found === states[reached] || found === states[reached - 1],
          `cut at change ${cutAt}, in call ${reached}: found\n${found}\nbefore\n${states[reached - 1]}\nbehind\n${states[reached]}`,
        );
      }
    }),
    { seed: 61, numRuns: tries(60) },
  );
  ok(cuts > tries(400));
});

test('it goes on from what a power cut has left, through the next power cut', () => {
  fc.assert(
    fc.property(
      fc.array(call, { minLength: 5, maxLength: 40 }),
      fc.array(call, { minLength: 5, maxLength: 40 }),
      fc.integer({ min: 1, max: 120 }),
      (first, second, firstCut) => {
        const { image } = playUntil(firstCut, first);
        const { states, changes } = reference(second, image);
        const last = changes.at(-1) ?? fail('no calls');
        const step = Math.max(1, Math.floor(last / 6));
        for (let cutAt = 1; cutAt <= last; cutAt += step) {
          const after = playUntil(cutAt, second, image);
          const found = seen(after.image);
          ok(
            found === states[after.reached] || found === states[Math.max(0, after.reached - 1)],
            `cuts at ${firstCut} and ${cutAt}, in call ${after.reached}: found\n${found}\nbefore\n${states[after.reached - 1]}\nbehind\n${states[after.reached]}`,
          );
        }
      },
    ),
    { seed: 62, numRuns: tries(60) },
  );
});
