/**
 * Freezes built-ins as the chip's linker does: every object that can be reached
 * from the global one, and those prototypes that only syntax reaches. The global
 * object itself stays open, as it does on the chip.
 */

export function freezeBuiltIns(): void {
  const waiting: unknown[] = hidden();
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const value: unknown = Object.getOwnPropertyDescriptor(globalThis, name)!.value;
    if (value !== globalThis) waiting.push(value);
  }
  const seen = new Set<object>();
  while (waiting.length > 0) {
    const object = waiting.pop();
    if (!isObject(object) || seen.has(object)) continue;
    seen.add(object);
    waiting.push(Object.getPrototypeOf(object));
    for (const key of Reflect.ownKeys(object)) {
      const own: PropertyDescriptor = Object.getOwnPropertyDescriptor(object, key)!;
      waiting.push(own.value, own.get, own.set);
    }
    if (object !== globalThis) Object.freeze(object);
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** What only syntax reaches. */
function hidden(): unknown[] {
  function* generator(): Generator {}
  async function* asyncGenerator(): AsyncGenerator {}
  const constructors = [generator, async (): Promise<void> => {}, asyncGenerator].map(
    (made: object) => made.constructor,
  );
  const instances: unknown[] = [
    [][Symbol.iterator](),
    ''[Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    ''.matchAll(/./g),
    generator(),
    asyncGenerator(),
  ];
  return [...constructors, ...instances.map((made): unknown => Object.getPrototypeOf(made))];
}
