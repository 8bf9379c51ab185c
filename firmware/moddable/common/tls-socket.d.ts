/** What the SDK has declarations of under another name only: its TLS socket as it really is. */

declare module 'embedded:io/socket/tcp/tls' {
  interface Callbacks {
    readonly onReadable: (count: number) => void;
    readonly onWritable: (count: number) => void;
    readonly onError: () => void;
  }

  export default class TLSSocket {
    constructor(
      options: Callbacks & {
        readonly address: string;
        readonly port: number;
        readonly host: string;
        readonly nodelay?: boolean;
        readonly secure: object;
        /** The class of the socket below. */
        readonly TCP: { readonly io: unknown };
      },
    );
    /** Fills up to the view's length; returns the count, undefined when there is nothing. */
    read(into: Uint8Array): number | undefined;
    /** What may still be written, reckoned without the next record's own bytes. */
    write(bytes: Uint8Array): number;
    close(): void;
  }
}
