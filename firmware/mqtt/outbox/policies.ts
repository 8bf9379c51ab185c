/** What holds for the messages of a topic, whoever publishes there. */

import { toText } from '../text';
import { matches } from '../topic';

export interface TopicPolicy {
  /** Which topics; the first policy whose filter matches counts. */
  readonly filter: string;
  /** How many that wait are kept for each topic; all when it is not said, 1 is the latest only. */
  readonly keep?: number;
  /** Seconds until a message that says nothing itself is worth nothing. */
  readonly expiryS?: number;
  /** 0 to 2, of a message that says nothing itself; the higher goes first. */
  readonly priority?: number;
}

export class Policies {
  readonly #policies: readonly TopicPolicy[];

  constructor(policies: readonly TopicPolicy[]) {
    this.#policies = policies;
  }

  of(topic: Uint8Array): TopicPolicy | undefined {
    if (this.#policies.length === 0) return undefined;
    const name = toText(topic, 0, topic.length);
    return this.#policies.find(({ filter }) => matches(filter, name));
  }
}

/** Where the messages are of which only some are kept, oldest first: by form, and by topic. */
export class Kept {
  readonly #lists = new Map<number | string, number[]>();

  get isEmpty(): boolean {
    return this.#lists.size === 0;
  }

  add(name: number | string, position: number): void {
    const list = this.#lists.get(name);
    if (list) list.push(position);
    else this.#lists.set(name, [position]);
  }

  /** It waits no more. */
  remove(name: number | string, position: number): void {
    const list = this.#lists.get(name);
    const at = list?.indexOf(position) ?? -1;
    if (at < 0) return;
    list!.splice(at, 1);
    if (list!.length === 0) this.#lists.delete(name);
  }

  /** The oldest that is one too many; undefined when none is. */
  excess(name: number | string, keep: number): number | undefined {
    const list = this.#lists.get(name);
    return list && list.length > keep ? list[0] : undefined;
  }
}
