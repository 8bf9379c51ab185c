/** What the board's manifest says of it: `config.board`. */

export interface Board {
  readonly title: string;
  readonly pins: {
    /** GPIO of the DHT's data line. */
    readonly dht: number;
    /** Of the button that every board has. */
    readonly boot?: number;
    /** Of a door's contact, for boards that have one. */
    readonly contact?: number;
  };
  /** GPIOs that can pull a DHT's line low, are led out, and are not those of flash, USB or serial port. */
  readonly sensorPins?: readonly number[];
}

/** A build without a board of ours, like that for Moddable's simulator, has the sensor on GPIO 4. */
const ANY: Board = Object.freeze({ title: 'an unnamed board', pins: { dht: 4 } }, true);

export function boardOf(config: object): Board {
  return (config as { readonly board?: Board }).board ?? ANY;
}
