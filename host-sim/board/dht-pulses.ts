/**
 * The pulse train with which a DHT answers, as a receiver that times edges
 * delivers it: signed widths, positive while the line was high (the form is in
 * firmware/ports/pulse-line.ts). Pure, so that the desktop build can use it too.
 */

/** Widths in µs, named as in the one-wire chapter of the AM2320's sheet. */
export interface PulseTiming {
  /** The bus is released until the part responds; 20 to 40. */
  readonly TgoUs: number;
  /** The response: low, then high. */
  readonly TrelUs: number;
  readonly TrehUs: number;
  /** The low with which every bit begins. */
  readonly TlowUs: number;
  /** The high that says 0, and the one that says 1. */
  readonly Th0Us: number;
  readonly Th1Us: number;
  /** The low after the last bit. */
  readonly TenUs: number;
}

export const TYPICAL_TIMING = Object.freeze(
  {
    TgoUs: 30,
    TrelUs: 80,
    TrehUs: 80,
    TlowUs: 50,
    Th0Us: 26,
    Th1Us: 70,
    TenUs: 50,
  } as const satisfies PulseTiming,
  true,
);

/** How far widths stray. */
export interface Jitter {
  /** In [0, 1) */
  readonly random: () => number;
  /** Each width is up to this much shorter or longer. */
  readonly jitterUs: number;
}

/** Release, response low and high, 40 × (low, high), final low. */
export const TRAIN_PULSES = 84;
/** The release takes 20 to 40 µs. */
const RELEASE_SPREAD_US = 10;

/** The train of a part whose oscillator is off: `factor` 1.2 makes all its pulses 20 % longer. */
export function drifted(timing: PulseTiming, factor: number): PulseTiming {
  return {
    TgoUs: timing.TgoUs * factor,
    TrelUs: timing.TrelUs * factor,
    TrehUs: timing.TrehUs * factor,
    TlowUs: timing.TlowUs * factor,
    Th0Us: timing.Th0Us * factor,
    Th1Us: timing.Th1Us * factor,
    TenUs: timing.TenUs * factor,
  };
}

/** The answer that carries `frame`; without jitter all widths are the timing's. */
export function pulseTrain(
  frame: ArrayLike<number>,
  timing: PulseTiming = TYPICAL_TIMING,
  jitter?: Jitter,
): Int16Array {
  const train = new Int16Array(TRAIN_PULSES);
  let at = 0;
  const put = (sign: 1 | -1, widthUs: number, spreadUs: number): void => {
    const strayUs = jitter ? (jitter.random() * 2 - 1) * spreadUs : 0;
    train[at++] = sign * Math.max(1, Math.round(widthUs + strayUs)); // no width is ever 0
  };
  const jitterUs = jitter?.jitterUs ?? 0;
  put(1, timing.TgoUs, RELEASE_SPREAD_US);
  put(-1, timing.TrelUs, jitterUs);
  put(1, timing.TrehUs, jitterUs);
  for (let bit = 0; bit < 40; bit++) {
    const one = (frame[bit >> 3]! << (bit & 7)) & 0x80; // the highest bit first
    put(-1, timing.TlowUs, jitterUs);
    put(1, one ? timing.Th1Us : timing.Th0Us, jitterUs);
  }
  put(-1, timing.TenUs, jitterUs);
  return train;
}
