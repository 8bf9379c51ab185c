/**
 * Where mcconfig runs. It writes makefiles, and make takes a path apart at its
 * spaces: a project in such a folder is built from a copy in another.
 */

import { cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What means itself to make and to a shell. */
const PLAIN = /^[\w./+-]+$/;
/** What an image is made of. */
const SOURCES = ['manifest.json', 'boards', 'firmware', 'host-sim/board'];

export interface BuildFolder {
  readonly path: string;
  /** Whether it is a copy, which a debugger then shows. */
  readonly isCopy: boolean;
}

/** Whether make can work with a path. */
export function isPlainPath(path: string): boolean {
  return PLAIN.test(path);
}

/** The folder to build `root` in; a copy is renewed, and keeps its times, so that make builds what has changed. */
export function buildFolder(root: string, temporary = tmpdir()): BuildFolder {
  if (isPlainPath(root)) return { path: root, isCopy: false };
  const path = join(temporary, 'pubsub-xs-build', 'pubsub-xs');
  for (const source of SOURCES) {
    cpSync(join(root, source), join(path, source), {
      recursive: true,
      preserveTimestamps: true,
    });
  }
  return { path, isCopy: true };
}
