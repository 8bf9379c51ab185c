/** Numbers and times as people read them. */

import type { Pair } from '../protocol';

export function clockTime(unixMs: number): string {
  const date = new Date(unixMs);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

export function preciseTime(unixMs: number): string {
  const ms = String(Math.floor(unixMs % 1_000)).padStart(3, '0');
  return `${clockTime(unixMs)}.${ms}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `4.2 s`, `3 min 20 s`, `5 h 12 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function celsius(value: number, digits = 1): string {
  return `${value.toFixed(digits)} °C`;
}

export function percent(value: number, digits = 1): string {
  return `${value.toFixed(digits)} %`;
}

export function pair([temperatureC, humidityPercent]: Pair, digits = 1): string {
  return `${celsius(temperatureC, digits)}, ${percent(humidityPercent, digits)}`;
}

export function count(value: number): string {
  return value.toLocaleString('en');
}

export function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0').toUpperCase();
}

export function bytesText(bytes: number): string {
  return bytes < 10_000 ? `${count(bytes)} B` : `${(bytes / 1_000).toFixed(1)} kB`;
}
