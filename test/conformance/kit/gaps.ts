/** How long a client is silent. */

import type { Conversation } from './conversation';

/** The longest time between two writes of the client while `action` runs. */
export async function longestGapMs(
  { clock, socket }: Conversation,
  action: () => Promise<void>,
): Promise<number> {
  const told = socket.onWrite;
  let lastMs = clock.now();
  let longestMs = 0;
  const measure = (): void => {
    longestMs = Math.max(longestMs, clock.now() - lastMs);
    lastMs = clock.now();
  };
  socket.onWrite = (chunk) => {
    measure();
    told?.(chunk);
  };
  await action();
  measure();
  return longestMs;
}
