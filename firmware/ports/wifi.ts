/**
 * The Wi-Fi interface, in the shape of ECMA-419's `embedded:network/interface/wifi`
 * (clause 17). It joins once when asked and never retries by itself; a wrong
 * password and a missing access point look the same, as they do on the chip.
 */

/**
 * How far the link is, ECMA-419 clause 17; larger means further:
 * 200 disconnected, 300 connecting, 400 associated but without all of its
 * addresses, 500 ready for use.
 */
export type WiFiConnection = 200 | 300 | 400 | 500;

export interface WiFiConnectOptions {
  /** Name of the access point, 1..32 bytes. */
  readonly SSID: string;
  /** At most 64 bytes; absent for an open access point. */
  readonly password?: string;
  /** 1..13, when known, to save the scan. */
  readonly channel?: number;
}

export interface WiFiOptions {
  /**
   * `property` is `"connection"` or `"address"`. Going to 300 is silent; every
   * further step up and every fall to 200 is announced, in a turn of its own.
   */
  readonly onChanged?: (property: string) => void;
}

export interface WiFi {
  readonly connection: WiFiConnection;
  /** `aa:bb:cc:dd:ee:ff`, in lower case, known before joining. */
  readonly MAC: string;
  /** IPv4 address, once assigned. */
  readonly address: string | undefined;
  readonly SSID: string | undefined;
  readonly BSSID: string | undefined;
  /** dBm */
  readonly RSSI: number | undefined;
  readonly channel: number | undefined;
  /** Starts joining. Throws when an attempt is under way, or when a field is out of range. */
  connect(options: WiFiConnectOptions): void;
  /** Leaves, or gives up joining. */
  disconnect(): void;
  /** Ends this object's callbacks; the link stays as it is. */
  close(): void;
}

export type WiFiConstructor = new (options: WiFiOptions) => WiFi;
