/** What @moddable/typings lacks of the SDK's modules, as far as they are used here. */

declare module 'embedded:network/interface/wifi' {
  export default class WiFi {
    constructor(options: { onChanged?: (property: string) => void });
  }
}

declare module 'embedded:storage/key-value' {
  const KeyValue: { open(options: { path: string; format?: string }): object };
  export default KeyValue;
}

declare module 'crypt' {
  export class Digest {
    constructor(type: 'SHA256');
    write(data: ArrayBuffer): void;
    close(): ArrayBuffer;
  }
}

declare module 'embedded:storage/flash' {
  interface Partition {
    status(): { size: number; blockLength: number; blocks: number };
    read(into: Uint8Array, position: number): number;
    write(bytes: Uint8Array, position: number): void;
    eraseBlock(index: number): void;
  }
  const Flash: { open(options: { path: string }): Partition };
  export default Flash;
}
