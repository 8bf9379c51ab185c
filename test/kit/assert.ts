/**
 * Assertions that run on every engine: no Node modules, no text that depends on
 * an engine's own messages.
 */

export class AssertionError extends Error {
  override name = 'AssertionError';
}

/** Fails with `message`. */
export function fail(message: string): never {
  throw new AssertionError(message);
}

/** `value` is truthy. */
export function ok(value: unknown, message = `${show(value)} is not truthy`): asserts value {
  if (!value) fail(message);
}

/** The same value, as `Object.is` has it. */
export function equal<T>(actual: T, expected: T, message?: string): void {
  if (!Object.is(actual, expected)) {
    fail(`${message ? `${message}: ` : ''}${show(actual)} instead of ${show(expected)}`);
  }
}

/** The same structure: plain objects, arrays, typed arrays and primitives. */
export function deepEqual(actual: unknown, expected: unknown, message?: string): void {
  const difference = differ(actual, expected, '');
  if (difference) fail(`${message ? `${message}: ` : ''}${difference}`);
}

/** `text` contains `part`. */
export function includes(text: string, part: string): void {
  if (!text.includes(part)) fail(`${show(text)} does not contain ${show(part)}`);
}

/** `action` throws; returns what it threw. */
export function throws(action: () => unknown, part = ''): Error {
  try {
    action();
  } catch (error) {
    const thrown = error instanceof Error ? error : new Error(String(error));
    includes(thrown.message, part);
    return thrown;
  }
  return fail('nothing was thrown');
}

function differ(actual: unknown, expected: unknown, path: string): string | undefined {
  if (Object.is(actual, expected)) return undefined;
  const at = path === '' ? '' : ` at ${path}`;
  if (!isObject(actual) || !isObject(expected)) {
    return `${show(actual)} instead of ${show(expected)}${at}`;
  }
  if (isList(actual) !== isList(expected)) {
    return `${show(actual)} instead of ${show(expected)}${at}`;
  }
  if (isList(actual) && actual['length'] !== expected['length']) {
    return `${show(actual)} instead of ${show(expected)}${at}`;
  }
  for (const key of Object.keys(expected)) {
    const difference = differ(actual[key], expected[key], path === '' ? key : `${path}.${key}`);
    if (difference) return difference;
  }
  for (const key of Object.keys(actual)) {
    if (!(key in expected)) return `unexpected ${path === '' ? key : `${path}.${key}`}`;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isList(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function show(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `<${hex(value as Uint8Array)}>`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}

function hex(bytes: ArrayLike<number>): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    text += (i === 0 ? '' : ' ') + bytes[i]!.toString(16).padStart(2, '0');
  }
  return text;
}
