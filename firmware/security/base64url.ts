/** Base64 with the URL-safe alphabet and padding, RFC 4648 clause 5, as bytes of ASCII. */

const PAD = 0x3d;
const NONE = 0xff;

/** The character of a sextet. */
function digit(sextet: number): number {
  if (sextet < 26) return 0x41 + sextet; // A
  if (sextet < 52) return 0x61 + sextet - 26; // a
  if (sextet < 62) return 0x30 + sextet - 52; // 0
  return sextet === 62 ? 0x2d : 0x5f; // - and _
}

/** The sextet of a character; 255 when it is none of the alphabet. */
function sextet(character: number): number {
  if (character >= 0x41 && character <= 0x5a) return character - 0x41;
  if (character >= 0x61 && character <= 0x7a) return character - 0x61 + 26;
  if (character >= 0x30 && character <= 0x39) return character - 0x30 + 52;
  if (character === 0x2d) return 62;
  return character === 0x5f ? 63 : NONE;
}

export function toBase64Url(data: Uint8Array): Uint8Array {
  const { length } = data;
  const text = new Uint8Array(Math.ceil(length / 3) * 4).fill(PAD);
  let at = 0;
  for (let i = 0; i < length; i += 3) {
    const word = (data[i]! << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
    const digits = Math.min(4, length - i + 1);
    for (let k = 0; k < digits; k++) text[at + k] = digit((word >> (18 - 6 * k)) & 0x3f);
    at += 4;
  }
  return text;
}

/** The bytes; undefined for what is not whole and in one form: other characters, missing padding, bits left over. */
export function fromBase64Url(text: Uint8Array): Uint8Array | undefined {
  const { length } = text;
  if (length % 4 !== 0) return undefined;
  const pads = length > 0 && text[length - 1] === PAD ? (text[length - 2] === PAD ? 2 : 1) : 0;
  const data = new Uint8Array((length / 4) * 3 - pads);
  let at = 0;
  for (let i = 0; i < length; i += 4) {
    const used = i + 4 === length ? 4 - pads : 4;
    let word = 0;
    for (let k = 0; k < 4; k++) {
      const value = k < used ? sextet(text[i + k]!) : 0;
      if (value === NONE) return undefined;
      word = (word << 6) | value;
    }
    for (let k = 0; k < used - 1; k++) data[at++] = (word >> (16 - 8 * k)) & 0xff;
    const isRest = (word & ((1 << (8 * (4 - used))) - 1)) !== 0;
    if (used < 4 && isRest) return undefined;
  }
  return data;
}
