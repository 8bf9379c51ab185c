/** How uPlot draws a quantity: the truth as a thin dashed line, readings as rings, what was published as a line. */

import type uPlot from 'uplot';

import { remPx } from './dom';

/** In parts of the letters' size, which a person may have set larger. */
export const PLOT_LEFT_REM = 3.25;
export const PLOT_RIGHT_REM = 0.75;
const HEIGHT_REM = 9.375;
const NARROW_HEIGHT_REM = 7.5;
/** Without the times. */
const LESS_HEIGHT_REM = 1.25;
const NARROW_REM = 37.5;
const HALF_TIME_REM = 1;

export interface Quantity {
  readonly unit: string;
  readonly name: string;
  /** The name of a colour of the style sheet. */
  readonly color: string;
  /** The least that the scale spans. */
  readonly least: number;
  readonly width: number;
  readonly onZoom: (fromS: number, toS: number) => void;
  readonly onReset: () => void;
  /** Which point a person points at; undefined for none. */
  readonly onPoint: (index: number | undefined) => void;
  /** The seconds at which reading failed. */
  readonly failures: () => readonly number[];
  /** Whether the time stands under it. */
  readonly hasTimes: boolean;
}

export function chartOptions(quantity: Quantity): uPlot.Options {
  const { unit, color, least, width } = quantity;
  const strong = cssColor(color);
  const line = cssColor('--line');
  const text = cssColor('--quiet');
  const height = width < remPx(NARROW_REM) ? NARROW_HEIGHT_REM : HEIGHT_REM;
  const axis = {
    stroke: text,
    font: `${remPx(0.75)}px system-ui, sans-serif`,
    grid: { stroke: line, width: 1 },
  };
  return {
    width,
    height: remPx(height - (quantity.hasTimes ? 0 : LESS_HEIGHT_REM)),
    padding: [8, remPx(PLOT_RIGHT_REM), 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'time' }, drag: { x: true, y: false, setScale: false } },
    scales: { x: { time: true }, y: { range: (_, low, high) => range(low, high, least) } },
    axes: [
      {
        ...{ ...axis, ticks: { show: false }, space: remPx(5.625) },
        size: quantity.hasTimes ? remPx(1.5) : 4,
        values: quantity.hasTimes ? times : (_, ticks) => ticks.map(() => ''),
      },
      {
        ...axis,
        size: remPx(PLOT_LEFT_REM),
        space: remPx(1.875),
        ticks: { show: false },
        values: (_, ticks) => named(ticks, unit),
      },
    ],
    series: [
      {},
      { stroke: text, width: 1.5, dash: [5, 4], points: { show: false }, spanGaps: true },
      {
        stroke: strong,
        width: 0,
        paths: () => null,
        points: { show: true, size: 8, width: 1.5, stroke: strong, fill: cssColor('--card') },
      },
      { stroke: strong, width: 2, points: { show: true, size: 4, fill: strong } },
    ],
    hooks: {
      setSelect: [
        (chart) => {
          const { left, width: wide } = chart.select;
          if (wide > 4)
            quantity.onZoom(chart.posToVal(left, 'x'), chart.posToVal(left + wide, 'x'));
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      setCursor: [
        (chart) => {
          quantity.onPoint(chart.cursor.idx ?? undefined);
        },
      ],
      draw: [
        (chart) => {
          drawFailures(chart, quantity.failures());
        },
      ],
      ready: [
        (chart) => {
          chart.over.addEventListener('dblclick', quantity.onReset);
        },
      ],
    },
  };
}

/** A cross on the ground for each reading that failed. */
function drawFailures(chart: uPlot, failures: readonly number[]): void {
  const { ctx, bbox } = chart;
  const size = 4 * devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = cssColor('--bad');
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  for (const seconds of failures) {
    const x = chart.valToPos(seconds, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const y = bbox.top + bbox.height - size - 2;
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.moveTo(x + size, y - size);
    ctx.lineTo(x - size, y + size);
  }
  ctx.stroke();
  ctx.restore();
}

export function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function range(low: number | null, high: number | null, least: number): [number, number] {
  if (low === null || high === null) return [0, least];
  const missing = Math.max(0, least - (high - low)) / 2;
  const rim = Math.max(high - low, least) * 0.12;
  return [low - missing - rim, high + missing + rim];
}

function named(ticks: readonly number[], unit: string): string[] {
  return ticks.map((tick) => `${Math.round(tick * 10) / 10} ${unit}`);
}

/** A time that would stand half outside is left out. */
function times(chart: uPlot, ticks: readonly number[]): string[] {
  const lastPx = chart.bbox.width / devicePixelRatio - remPx(HALF_TIME_REM);
  return ticks.map((seconds) =>
    chart.valToPos(seconds, 'x') > lastPx
      ? ''
      : new Date(seconds * 1_000).toTimeString().slice(0, 8),
  );
}
