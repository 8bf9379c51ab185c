/** Gives a built-in another value, with the attributes that built-ins have. */
export function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}
