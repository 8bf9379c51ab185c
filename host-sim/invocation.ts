/** How a person has started this: with npm in a clone, or as a package that is installed somewhere. */

import { fileURLToPath } from 'node:url';

export type CommandName =
  | 'start'
  | 'boards'
  | 'chaos'
  | 'faults'
  | 'flash'
  | 'fleet'
  | 'home-care'
  | 'monitor'
  | 'payload'
  | 'provision'
  | 'scenario'
  | 'soak';

/** Whether the file at `path` belongs to an installed package. */
export function isInstalled(path = fileURLToPath(import.meta.url)): boolean {
  return /[\\/]node_modules[\\/]/.test(path);
}

/** What begins a command line here, to be shown to people: options and files come behind it. */
export function commandFor(name: CommandName, installed = isInstalled()): string {
  if (installed) return name === 'start' ? 'npx pubsub-xs' : `npx pubsub-xs ${name}`;
  if (name === 'start') return 'npm start --';
  // Its output is for programs too: without npm's own lines.
  return name === 'payload' ? 'npm run -s payload --' : `npm run ${name} --`;
}
