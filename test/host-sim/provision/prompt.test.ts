/** What a person types, and what of it is taken. */

import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { Ended, Interrupted, Prompt } from '../../../host-sim/provision/prompt';
import { equal, includes, ok } from '../../kit/assert';

async function typed(
  keys: string,
  isSecret = true,
): Promise<{ readonly text: string; readonly shown: string }> {
  const input = new PassThrough();
  let shown = '';
  const output = {
    write: (text: string): boolean => {
      shown += text;
      return true;
    },
  };
  const prompt = new Prompt({ input, output: output });
  const answer = prompt.ask('? ', isSecret);
  input.end(keys);
  try {
    return { text: await answer, shown };
  } finally {
    prompt.close();
  }
}

/** What is typed, and what of it is the answer. */
const TYPED: readonly (readonly [string, string])[] = [
  ['secret\n', 'secret'],
  ['secret\r', 'secret'],
  ['secret', 'secret'],
  ['ünï🔑\n', 'ünï🔑'],
  ['wrong\u0015right\n', 'right'],
  ['rightt\u007f\n', 'right'],
  ['\u007fright\b\b\b\b\b\bright\n', 'right'],
  ['ri\u001b[Dg\u001b[1;5Cht\u001b[3~\u001bOH\n', 'rightH'],
  ['ri\u0001\u0000ght\n', 'right'],
];

for (const [keys, expected] of TYPED) {
  test(`${JSON.stringify(keys)} is ${JSON.stringify(expected)}, and shown as stars`, async () => {
    const { text, shown } = await typed(keys);
    equal(text, expected);
    ok(/^\? [*\b ]*\n$/.test(shown), JSON.stringify(shown));
  });
}

test('what is no secret is shown', async () => {
  includes((await typed('home\n', false)).shown, 'home');
});

for (const [keys, shown] of [
  ['\u0004', 'Ctrl-D'],
  ['right\u0004\n', 'Ctrl-D behind text'],
  ['', 'the end of the input'],
] as const) {
  test(`${shown} ends the questions, and is no answer`, async () => {
    let error: unknown;
    await typed(keys).catch((thrown: unknown) => (error = thrown));
    ok(error instanceof Ended);
  });
}

test('Ctrl-C is no answer', async () => {
  let error: unknown;
  await typed('sec\u0003').catch((thrown: unknown) => (error = thrown));
  ok(error instanceof Interrupted);
});
