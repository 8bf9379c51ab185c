/** Packets spoilt on their way. */

import fc from 'fast-check';

/** Up to three bytes that are changed, put in, or missing. */
type Damage =
  | { readonly put: number; readonly at: number }
  | { readonly flip: number; readonly at: number }
  | { readonly insert: number; readonly at: number }
  | { readonly remove: true; readonly at: number }
  | { readonly cut: true; readonly at: number };

const at = fc.nat(0xffff);
export const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.oneof<fc.Arbitrary<Damage>[]>(
    fc.record({ put: fc.nat(255), at }),
    fc.record({ flip: fc.nat(7), at }),
    fc.record({ insert: fc.nat(255), at }),
    fc.record({ remove: fc.constant(true as const), at }),
    fc.record({ cut: fc.constant(true as const), at }),
  ),
  { minLength: 1, maxLength: 3 },
);
/** Sizes of the pieces in which a stream arrives. */
export const chunks = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 });

export function damaged(stream: Uint8Array, all: readonly Damage[]): Uint8Array {
  const result = Array.from(stream);
  for (const damage of all) {
    const place = damage.at % (result.length + 1);
    if ('insert' in damage) result.splice(place, 0, damage.insert);
    else if ('remove' in damage) result.splice(place, 1);
    else if ('cut' in damage) result.length = place;
    else if (place < result.length) {
      result[place] = 'put' in damage ? damage.put : result[place]! ^ (1 << damage.flip);
    }
  }
  return Uint8Array.from(result);
}
