/** What `npm run boards` shows. */

import { type Board, freePins } from './boards';

const HEADINGS = [
  ...['board', 'name', 'chip', 'USB', 'DHT', 'LED', 'boot'],
  ...['better not at', 'free for a DHT'],
] as const;

export function boardTable(boards: readonly Board[]): string {
  const rows = [HEADINGS, ...boards.map(rowOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf(board: Board): readonly string[] {
  const { name, title, chip, usb, pins, strapping } = board;
  const led = pins.led ?? pins.rgbLed;
  return [
    name,
    title,
    chip,
    usb === 'native' ? 'chip' : 'bridge',
    `GPIO ${pins.dht}`,
    led === undefined ? '-' : `GPIO ${led}`,
    `GPIO ${pins.boot}`,
    strapping.join(' '),
    freePins(board).join(' '),
  ];
}
