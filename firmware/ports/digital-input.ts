/** A digital input, in the shape of ECMA-419's `embedded:io/digital` (clause 10). */

export interface DigitalInputOptions {
  /** The GPIO's number, as the board's data gives it. */
  readonly pin: number;
  /** Switch the internal pull-up on. */
  readonly pullUp?: boolean;
  /** The level changed; several edges may be announced as one. In a turn of its own. */
  readonly onReadable?: () => void;
}

export interface DigitalInput {
  /** 0 or 1 */
  read(): number;
  close(): void;
}

export type DigitalInputConstructor = new (options: DigitalInputOptions) => DigitalInput;
