/** What passwords.acl promises, at whatever broker uses it. */

import type { IClientOptions } from 'mqtt';
import { deepEqual } from '../../kit/assert';
import { Witness } from '../../kit/witness';

/** How mqtt.js connects as a user. */
export type As = (user: string) => IClientOptions;

/** `board-2` tries to speak for `board-1`, and to change its settings. */
export async function speaksForItselfOnly(as: As): Promise<void> {
  const monitor = await Witness.with(as('monitor'));
  const board = await Witness.with(as('board-2'));
  try {
    for (const topic of ['board-1/reading', 'board-1/status', 'board-1/error', 'board-1/set']) {
      await board.client.publishAsync(`pubsub-xs/${topic}`, 'forged', { qos: 1 });
    }
    await board.client.publishAsync('elsewhere', 'forged', { qos: 1 });
    await board.client.publishAsync('pubsub-xs/board-2/set', 'forged', { qos: 1 });
    await board.client.publishAsync('pubsub-xs/board-2/reading', 'true', { qos: 1 });
    await monitor.wait('pubsub-xs/board-2/reading');
    deepEqual(told(monitor, 'forged'), []);
  } finally {
    await board.close();
    await monitor.close();
  }
}

/** `board-2` listens to everything, and hears its own settings. */
export async function hearsItselfOnly(as: As): Promise<void> {
  const monitor = await Witness.with(as('monitor'));
  const board = await Witness.with(as('board-2'));
  try {
    await board.client.publishAsync('pubsub-xs/board-2/reading', '{}', { qos: 1 });
    for (const topic of ['board-1/set', 'board-2/set']) {
      await monitor.client.publishAsync(`pubsub-xs/${topic}`, '{}', { qos: 1 });
    }
    await board.wait('pubsub-xs/board-2/set');
    deepEqual(told(board, '{}'), ['pubsub-xs/board-2/set']);
  } finally {
    await board.close();
    await monitor.close();
  }
}

/** Where such a payload came to. */
function told({ messages }: Witness, wanted: string): string[] {
  return messages.filter(({ payload }) => payload === wanted).map(({ topic }) => topic);
}
