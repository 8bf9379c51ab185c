/** The weather at the sensor: what is true, as opposed to what is measured. */

export interface ClimateValue {
  readonly temperatureC: number;
  readonly humidityPercent: number;
}

/** The climate at a moment, in Unix milliseconds. */
export type Climate = (unixMs: number) => ClimateValue;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A room over the day: coolest at 5, warmest at 17 o'clock UTC, drier as it warms, and never quite still. */
export function dayCurve(random: () => number): Climate {
  const phases = [random(), random(), random()].map((fraction) => fraction * 2 * Math.PI);
  return (unixMs) => {
    const day = Math.cos(((unixMs - 17 * HOUR_MS) / DAY_MS) * 2 * Math.PI);
    // Draughts, people and heating: waves of minutes that never line up.
    const unrest = phases.reduce(
      (sum, phase, i) => sum + Math.sin(unixMs / [47_000, 181_000, 613_000][i]! + phase) / 3,
      0,
    );
    return {
      temperatureC: 20.5 + 2.5 * day + 0.6 * unrest,
      humidityPercent: 52 - 8 * day + 2 * unrest,
    };
  };
}

export interface ClimateRow extends ClimateValue {
  /** From the start of the recording. */
  readonly offsetMs: number;
}

/**
 * Plays a recording that begins at `startMs`. Between its rows the values change
 * evenly; before the first its values hold, and after the last those.
 */
export function recordedClimate(rows: readonly ClimateRow[], startMs: number): Climate {
  return (unixMs) => {
    const offsetMs = unixMs - startMs;
    const after = rows.findIndex((row) => row.offsetMs > offsetMs);
    if (after === 0) return rows[0]!;
    if (after < 0) return rows.at(-1)!;
    const from = rows[after - 1]!;
    const to = rows[after]!;
    const part = (offsetMs - from.offsetMs) / (to.offsetMs - from.offsetMs);
    return {
      temperatureC: from.temperatureC + part * (to.temperatureC - from.temperatureC),
      humidityPercent: from.humidityPercent + part * (to.humidityPercent - from.humidityPercent),
    };
  };
}
