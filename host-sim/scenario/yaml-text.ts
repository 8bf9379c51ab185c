/**
 * YAML as scenarios use it: one document of maps, lists and values. What a file could
 * do harm with is refused before it is taken apart: great size, depth, anchors and
 * what refers to them, and types of its own.
 */

import {
  type CST,
  isAlias,
  isNode,
  type LineCounter,
  type Node,
  parseDocument,
  Parser,
  visit,
} from 'yaml';
import type { Problems } from './problems';

/** A story of a thousand steps with a climate in it has less. */
export const MOST_BYTES = 500_000;
const MOST_LEVELS = 12;

/** What the library calls a fault, in words for people who write scenarios. */
const WORDS: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'two ": " in one line; put what contains one between quotation marks',
  DUPLICATE_KEY: 'this key is there twice',
  MULTIPLE_DOCS: 'a second document begins here; write one scenario in a file',
  NON_STRING_KEY: 'a key must be a word',
  TAB_AS_INDENT: 'a tab; indent with spaces',
};

/** The content of a file, or undefined after its problems were told. */
export function yamlContent(
  text: string,
  lines: LineCounter,
  problems: Problems,
): Node | undefined {
  if (!isShallow(text)) {
    problems.addToFile(`it is nested more than ${MOST_LEVELS} levels deep`);
    return undefined;
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error', // silent, it would not tell of a second document
  });
  for (const { code, message, pos } of [...document.errors, ...document.warnings]) {
    problems.add(pos[0], WORDS[code] ?? lowerCase(message));
  }
  if (problems.any()) return undefined;
  refuseReferences(document.contents, problems);
  if (problems.any()) return undefined;
  if (document.contents === null) problems.add(0, 'it is empty; begin with "title: " and a name');
  return document.contents ?? undefined;
}

function lowerCase(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** The tokens are looked at one by one: depth costs no stack here. */
function isShallow(text: string): boolean {
  const open: { readonly token: CST.Token; readonly level: number }[] = [];
  for (const token of new Parser().parse(text)) {
    open.push({ token, level: 0 });
    for (let next = open.pop(); next; next = open.pop()) {
      const { level } = next;
      if (level > MOST_LEVELS) return false;
      for (const inner of within(next.token)) open.push({ token: inner, level: level + 1 });
    }
  }
  return true;
}

function within(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((part) => part != null));
}

function refuseReferences(contents: Node | null, problems: Problems): void {
  visit(contents, (_key, node) => {
    if (!isNode(node)) return;
    const at = node.range?.[0] ?? 0;
    if (isAlias(node)) problems.add(at, `*${node.source}: write out what is meant`);
    else if (node.anchor !== undefined) problems.add(at, `&${node.anchor}: names have no use here`);
    else if (node.tag !== undefined) problems.add(at, `${node.tag}: types have no use here`);
  });
}
