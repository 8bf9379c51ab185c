/** What every panel is given. */

import type { Command } from '../protocol';
import type { Store } from './store';

export interface App {
  readonly store: Store;
  readonly send: (command: Command) => void;
  /** Says something to the person for a few seconds. */
  readonly note: (text: string) => void;
}
