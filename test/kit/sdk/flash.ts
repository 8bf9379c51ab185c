/** Stands in for the SDK's `embedded:storage/flash`: one partition, with NOR flash's manners. */

import { SimulatedFlashPartition } from '../../../host-sim/board/flash-partition';

/** What the next call throws, once; the SDK has few words. */
export const flash: { failure: string | undefined } = { failure: undefined };

const partition = new SimulatedFlashPartition({ byteLength: 8 * 4_096 });

function called(): void {
  const { failure } = flash;
  flash.failure = undefined;
  if (failure !== undefined) throw new Error(failure);
}

const Flash = {
  open({ path }: { readonly path: string }): object {
    if (path !== 'outbox') throw new Error("can't find partition");
    return {
      status: () => ({ size: partition.byteLength, blockLength: 4_096, blocks: 8 }),
      read: (into: Uint8Array, position: number): number => {
        called();
        partition.read(position, into);
        return into.length;
      },
      write: (bytes: Uint8Array, position: number): void => {
        called();
        partition.write(position, bytes);
      },
      eraseBlock: (index: number): void => {
        called();
        partition.eraseBlock(index);
      },
    };
  },
};

export default Flash;
