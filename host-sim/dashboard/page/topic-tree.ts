/** Topics as the tree of their levels. */

import type { TopicRow } from '../protocol';

export interface TopicNode {
  readonly path: string;
  readonly name: string;
  /** Undefined for a level to which nothing was published itself. */
  row: TopicRow | undefined;
  readonly children: TopicNode[];
}

export function topicTree(rows: readonly TopicRow[]): readonly TopicNode[] {
  const root: TopicNode = { path: '', name: '', row: undefined, children: [] };
  for (const row of [...rows].sort((one, other) => one.id.localeCompare(other.id))) {
    let node = root;
    for (const [depth, name] of row.id.split('/').entries()) {
      const path = depth === 0 ? name : `${node.path}/${name}`;
      let next = node.children.find((child) => child.name === name);
      if (!next) {
        next = { path, name, row: undefined, children: [] };
        node.children.push(next);
      }
      node = next;
    }
    node.row = row;
  }
  return root.children;
}
