/**
 * A partition of NOR flash, as the chip has it: bits are cleared by writing, and set
 * again only by erasing a whole block. In the shape of the SDK's `embedded:storage/flash`.
 *
 * A power cut in the middle of a write leaves any of its bytes written or not; one in
 * the middle of an erase leaves anything in that block. What fails throws.
 */
export interface FlashPartition {
  readonly byteLength: number;
  /** What is erased at a time; 4,096 on the ESP32. */
  readonly blockBytes: number;
  /** Fills `into` from `position` on. */
  read(position: number, into: Uint8Array): void;
  /** Clears the bits that are 0 in `bytes`; never over a block's end in one write. */
  write(position: number, bytes: Uint8Array): void;
  /** Sets all bits of block `index`. */
  eraseBlock(index: number): void;
}
