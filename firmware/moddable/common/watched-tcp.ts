/** The SDK's TCP socket as a layer above uses it, with somebody who watches what happens between them. */

import TCP from 'embedded:io/socket/tcp';

export interface Watch {
  /** Runs a callback of the layer above, whatever it throws. */
  readonly run: (callback: () => void) => void;
  /** The connection is open, or takes bytes again. */
  readonly reached: () => void;
  readonly wrote: (bytes: Uint8Array) => void;
}

interface Callbacks {
  readonly onReadable: (count: number) => void;
  readonly onWritable: (count: number) => void;
}

export function watchedTcp({ run, reached, wrote }: Watch): typeof TCP {
  return class extends TCP {
    constructor(options: ConstructorParameters<typeof TCP>[0]) {
      const { onReadable, onWritable } = options as unknown as Callbacks;
      super({
        ...options,
        onReadable: (count: number) => {
          run(() => {
            onReadable(count);
          });
        },
        onWritable: (count: number) => {
          reached();
          run(() => {
            onWritable(count);
          });
        },
      });
    }

    /** Returns what may still be written, which the SDK's declarations do not say. */
    override write(bytes: Parameters<TCP['write']>[0]): number {
      wrote(
        ArrayBuffer.isView(bytes) ? (bytes as Uint8Array) : new Uint8Array(bytes as ArrayBuffer),
      );
      const write = super.write.bind(this) as (bytes: unknown) => number;
      return write(bytes);
    }
  };
}
