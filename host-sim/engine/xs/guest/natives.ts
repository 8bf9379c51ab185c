/**
 * What the worker's global object offers beyond the language, taken before the
 * realm's preparation removes it.
 */

interface WorkerGlobals {
  /** Sends a request to Node and waits for the answer. */
  readonly issueCommand: (request: ArrayBuffer) => ArrayBuffer;
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (
    label: string,
    options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
  ) => { decode(bytes: Uint8Array): string };
}

const worker = globalThis as unknown as WorkerGlobals;

export const issueCommand = worker.issueCommand;

const encoder = new worker.TextEncoder();
const decoder = new worker.TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws for what is not UTF-8. */
export const workerText = {
  encode: (text: string): Uint8Array => encoder.encode(text),
  decode: (bytes: Uint8Array): string => decoder.decode(bytes),
};
