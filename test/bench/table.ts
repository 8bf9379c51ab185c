/** Figures in columns. */

/** Whether tables are printed as the pages have them. */
export const style = { isMarkdown: false };

export function printTable(
  title: string,
  head: readonly string[],
  plain: readonly string[][],
): void {
  const rows = plain.map((line) => line.map(grouped));
  if (style.isMarkdown) {
    printMarkdown(title, head, rows);
    return;
  }
  const lines = [[...head], ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  console.log(`\n${title}\n`);
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
    );
    console.log(`  ${cells.join('  ')}`);
  }
}

/** Whole numbers with their thousands apart. */
function grouped(cell: string): string {
  return /^\d{4,}$/.test(cell) ? Number(cell).toLocaleString('en') : cell;
}

/** A figure as it is shown: whole from 100 on, else with a decimal where it has one. */
export function shown(value: number | undefined): string {
  if (value === undefined) return '';
  return String(round(value));
}

export function round(value: number): number {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return rounded === 0 ? 0 : rounded;
}

function printMarkdown(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  console.log(`\n${title}\n`);
  for (const line of [head, rule, ...rows]) console.log(`| ${line.join(' | ')} |`);
}
