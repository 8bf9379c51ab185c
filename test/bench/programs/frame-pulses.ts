/** A DHT's answer with the data sheet's typical times: the response, 40 bits, and the end. */
export function framePulses(frame: readonly number[]): Int16Array {
  const widths = [-80, 80];
  for (const byte of frame) {
    for (let bit = 7; bit >= 0; bit--) widths.push(-50, (byte >> bit) & 1 ? 70 : 26);
  }
  widths.push(-50);
  return Int16Array.from(widths);
}
