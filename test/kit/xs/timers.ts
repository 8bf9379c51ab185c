/** fast-check looks for these when it loads; what we use of it never calls them. */

const none = (): void => {};

Object.assign(globalThis, { setTimeout: none, clearTimeout: none });
