/** Options of a command line in one table, from which help and checks are made. */

import { parseArgs } from 'node:util';
import { nearest } from '../firmware/station/did-you-mean';
import { UsageError } from './usage-error';

export interface OptionRow {
  /** What stands behind the name; none for a switch. */
  readonly value?: string;
  /** It may be left out: then this stands there. */
  readonly orElse?: string;
  readonly text: string;
  /** Shown in the help. */
  readonly preset: string;
}

/** By name, without the `--`. Each has a row `help`. */
export type OptionTable<N extends string> = Readonly<Record<N, OptionRow>>;

/** What is given, by name; empty for a switch. Throws a {@link UsageError}. */
export function readTable<N extends string>(
  table: OptionTable<N>,
  args: readonly string[],
): ReadonlyMap<N, string> {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries<OptionRow>(table).map(([name, row]) => [
        name,
        { type: takesNext(row) ? ('string' as const) : ('boolean' as const) },
      ]),
    ),
    strict: false,
    tokens: true,
  });
  const given = new Map<N, string>();
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') {
      throw new UsageError(`"${token.value}" is no option; options begin with --, see --help`);
    }
    const name = nameIn(table, token.name, token.rawName);
    given.set(name, valueOf(name, table[name], token.value));
  }
  return given;
}

/** A line of help for each row. */
export function tableLines(table: OptionTable<string>): string[] {
  const rows = Object.entries(table).map(([name, row]) => ({
    left: `--${name}${valueText(row)}`,
    text: row.text,
    preset: row.preset,
  }));
  const leftWidth = Math.max(...rows.map(({ left }) => left.length));
  return rows.map(({ left, text, preset }) => {
    const end = preset === '' ? '' : ` [${preset}]`;
    return `  ${left.padEnd(leftWidth)}  ${text}${end}`;
  });
}

/** A value that may be left out stands behind `=` only: what follows is another option. */
function valueText({ value, orElse }: OptionRow): string {
  if (value === undefined) return '';
  return orElse === undefined ? ` ${value}` : `[=${value}]`;
}

function takesNext({ value, orElse }: OptionRow): boolean {
  return value !== undefined && orElse === undefined;
}

export function optional<T>(text: string | undefined, read: (text: string) => T): T | undefined {
  return text === undefined ? undefined : read(text);
}

export function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError(`--${name} ${text}: write a whole number from ${least} to ${most}`);
  }
  return value;
}

function nameIn<N extends string>(table: OptionTable<N>, name: string, rawName: string): N {
  if (rawName === '-h') return 'help' as N;
  const isLong = rawName.startsWith('--');
  if (isLong && Object.hasOwn(table, name)) return name as N;
  // One letter is near to any short name: a guess from it would mislead.
  const guess = isLong ? nearest(name, Object.keys(table)) : undefined;
  const hint = guess === undefined ? 'see --help' : `did you mean --${guess}?`;
  throw new UsageError(`there is no option ${rawName}; ${hint}`);
}

function valueOf(name: string, row: OptionRow, value: string | undefined): string {
  if (!row.value) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value`);
    return '';
  }
  if (value === undefined && row.orElse !== undefined) return row.orElse;
  if (value === undefined || value === '' || value.startsWith('--')) {
    throw new UsageError(`--${name} needs a value: --${name}${valueText(row)}`);
  }
  return value;
}
