/** The names that a program on the chip finds in its global object, ES2022's. */

const CHIP_GLOBALS: readonly string[] = [
  ...['globalThis', 'undefined', 'NaN', 'Infinity', 'eval'],
  ...['isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent'],
  ...['Object', 'Function', 'Boolean', 'Symbol', 'Number', 'BigInt', 'String', 'RegExp'],
  ...['Math', 'Date', 'JSON', 'Reflect', 'Proxy', 'Promise', 'Atomics'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError'],
  ...['SyntaxError', 'TypeError', 'URIError'],
  ...['Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry'],
  ...['ArrayBuffer', 'SharedArrayBuffer', 'DataView'],
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'],
  ...['Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array'],
  ...['BigInt64Array', 'BigUint64Array'],
];

/** Removes all others; `keep` are those through which the host reaches the program. */
export function removeOtherGlobals(keep: readonly string[]): void {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (CHIP_GLOBALS.includes(name) || keep.includes(name)) continue;
    Reflect.deleteProperty(globalThis, name);
  }
}
