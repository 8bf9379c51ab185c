/** Stands in for the SDK's `embedded:storage/key-value`: NVS with the SDK's checks, and those it lacks. */

const LONGEST_NAME = 15;

/** What the next call throws, once: the name of an error of ESP-IDF's, all that the SDK passes on. */
export const nvs: { failure: string | undefined; calls: string[] } = {
  failure: undefined,
  calls: [],
};

const domains = new Map<string, Map<string, ArrayBuffer>>();

function called(what: string): void {
  nvs.calls.push(what);
  const { failure } = nvs;
  nvs.failure = undefined;
  if (failure !== undefined) throw new Error(failure);
}

class Storage {
  closings = 0;
  readonly #values: Map<string, ArrayBuffer>;

  constructor(values: Map<string, ArrayBuffer>) {
    this.#values = values;
  }

  read(key: string): ArrayBuffer | undefined {
    this.#called(`read ${key}`);
    // The SDK does not look at what NVS says of the name, but at a kind that NVS did not set.
    if (lengthOf(key) > LONGEST_NAME) throw new TypeError('mismatch');
    return this.#values.get(key)?.slice(0);
  }

  write(key: string, value: Uint8Array): void {
    this.#called(`write ${key}`);
    if (lengthOf(key) > LONGEST_NAME) throw new Error('ESP_ERR_NVS_KEY_TOO_LONG');
    this.#values.set(key, value.slice().buffer);
  }

  delete(key: string): void {
    this.#called(`delete ${key}`);
    if (lengthOf(key) > LONGEST_NAME) throw new Error('ESP_ERR_NVS_KEY_TOO_LONG');
    this.#values.delete(key);
  }

  [Symbol.iterator](): Iterator<string> {
    this.#called('keys');
    return this.#values.keys();
  }

  close(): void {
    this.closings++;
  }

  #called(what: string): void {
    if (this.closings > 0) throw new SyntaxError('invalid host data');
    called(what);
  }
}

const KeyValue = {
  open({ path }: { readonly path: string }): Storage {
    called(`open ${path}`);
    if (lengthOf(path) > LONGEST_NAME) throw new Error('ESP_ERR_NVS_KEY_TOO_LONG');
    const values = domains.get(path) ?? new Map<string, ArrayBuffer>();
    domains.set(path, values);
    return new Storage(values);
  },
};

export default KeyValue;

function lengthOf(name: string): number {
  return ArrayBuffer.fromString(name).byteLength;
}
