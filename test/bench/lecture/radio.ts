/** What a radio takes, by stated models: states and their power on 3G, currents on an ESP32. */

import type { Packet } from './link';

export interface Radio3g {
  /** mW while packets flow and for a while behind the last, then at half power, then nothing that counts. */
  readonly dchMw: number;
  readonly dchTailMs: number;
  readonly fachMw: number;
  readonly fachTailMs: number;
  /** Waking from nothing, and from half power. */
  readonly promotionMw: number;
  readonly promotionMs: number;
  readonly fachPromotionMw: number;
  readonly fachPromotionMs: number;
}

/** Joules for these packets, the tail behind the last included; they are in the order of their times. */
export function joules3g(packets: readonly Packet[], radio: Radio3g): number {
  let microJ = 0;
  for (const [at, { atMs }] of packets.entries()) {
    const gapMs = at === 0 ? Infinity : atMs - packets[at - 1]!.atMs;
    const silentMs = radio.dchTailMs + radio.fachTailMs;
    if (gapMs > silentMs) microJ += radio.promotionMs * radio.promotionMw;
    else if (gapMs > radio.dchTailMs) microJ += radio.fachPromotionMs * radio.fachPromotionMw;
    const nextMs = packets[at + 1]?.atMs ?? Infinity;
    microJ += afterwards(nextMs - atMs, radio);
  }
  return microJ / 1e6;
}

/** From one packet to the next, in µJ. */
function afterwards(gapMs: number, radio: Radio3g): number {
  const dchMs = Math.min(gapMs, radio.dchTailMs);
  const fachMs = Math.min(Math.max(0, gapMs - radio.dchTailMs), radio.fachTailMs);
  return dchMs * radio.dchMw + fachMs * radio.fachMw;
}

export interface RadioWiFi {
  readonly volts: number;
  readonly sendMa: number;
  /** Receiving, and listening for `listenMs` behind each packet. */
  readonly receiveMa: number;
  readonly listenMs: number;
  /** The rest of the time: the processor awake, the radio not. */
  readonly restMa: number;
  /** On the air a packet takes so long, and its bits at this rate. */
  readonly frameMs: number;
  readonly bitsPerS: number;
}

/** Joules of an ESP32 for these packets, in the order of their times, over `lastsMs`. */
export function joulesWiFi(packets: readonly Packet[], lastsMs: number, radio: RadioWiFi): number {
  let sendMs = 0;
  let listenMs = 0;
  for (const [at, { atMs, bytes, isUp }] of packets.entries()) {
    const airMs = radio.frameMs + (8_000 * bytes) / radio.bitsPerS;
    if (isUp) sendMs += airMs;
    const nextMs = packets[at + 1]?.atMs ?? Infinity;
    listenMs += Math.min(nextMs - atMs, radio.listenMs) - (isUp ? airMs : 0);
  }
  listenMs = Math.max(0, listenMs);
  const restMs = Math.max(0, lastsMs - sendMs - listenMs);
  const milliCoulombs =
    (sendMs * radio.sendMa + listenMs * radio.receiveMa + restMs * radio.restMa) / 1e3;
  return (milliCoulombs * radio.volts) / 1e3;
}
