/** A topic as the levels of the tree, and their order. */

/** What lies deeper is one name: a tree of hundreds of levels could not be drawn. */
const DEEPEST = 12;

/** At least one. Joined by `/` they are the topic again. */
export function levelsOf(topic: string): readonly string[] {
  const levels = topic.split('/');
  if (levels.length <= DEEPEST) return levels;
  return [...levels.slice(0, DEEPEST - 1), levels.slice(DEEPEST - 1).join('/')];
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

/** As people sort: `room2` comes before `room10`. 0 only for the same name. */
export function compareNames(one: string, other: string): number {
  return COLLATOR.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}
