/** What a board says of its settings, in the words of `.env.local`. */

import { problemText } from '../chip/board-settings';
import type { BoardRefusal } from './board-console';

/** Lines that each begin with a field or a name of the firmware's. */
export function inWords(lines: readonly string[]): string {
  return lines
    .map((line) => {
      const [field = '', ...rest] = line.split(' ');
      return problemText(field, rest.join(' '));
    })
    .join('; ');
}

/** What is wrong, or what else the board has against it. */
export function refusalText({ message, problems }: BoardRefusal): string {
  return inWords(problems.length > 0 ? problems : [message]);
}
