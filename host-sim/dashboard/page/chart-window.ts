/** The part of time that the chart shows, in ms: it follows the time, or stands where a person has moved it. */

export type Window = readonly [fromMs: number, toMs: number];

/** Nothing happens in less. */
const SHORTEST_MS = 1_000;

/** What there is to be seen; `part` of the window goes by, backwards when it is negative. */
export function panned([fromMs, toMs]: Window, part: number, whole: Window): Window {
  return within([fromMs + part * (toMs - fromMs), toMs + part * (toMs - fromMs)], whole);
}

/** `times` as long, around its middle. */
export function zoomed([fromMs, toMs]: Window, times: number, whole: Window): Window {
  const middleMs = (fromMs + toMs) / 2;
  const halfMs = Math.max(SHORTEST_MS, (toMs - fromMs) * times) / 2;
  return within([middleMs - halfMs, middleMs + halfMs], whole);
}

/** As long as it was, if there is so much, and nowhere outside of `whole`. */
function within([fromMs, toMs]: Window, [firstMs, lastMs]: Window): Window {
  const lengthMs = Math.min(toMs - fromMs, lastMs - firstMs);
  const beginMs = Math.min(Math.max(fromMs, firstMs), lastMs - lengthMs);
  return [beginMs, beginMs + lengthMs];
}
