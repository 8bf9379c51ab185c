/** The native half of a pulse line: see pulse-capture.c. */

export class PulseCapture extends Native('xs_pulsecapture_destructor') {
  /** Throws when the pin cannot be a line, is in use, or no RMT channel is left. */
  constructor(pin: number) {
    super();
    native('xs_pulsecapture').call(this, pin);
  }
  /** Releases the pin; no other call may follow. */
  close(): void {
    native('xs_pulsecapture_close').call(this);
  }
  /** Pulls the line low. */
  low(): void {
    native('xs_pulsecapture_low').call(this);
  }
  /** Arms the receiver, then releases the line. */
  listen(): void {
    native('xs_pulsecapture_listen').call(this);
  }
  /** Copies a complete recording and forgets it; returns the number of widths, 0 when there is none. */
  take(widths: Int16Array): number {
    return native('xs_pulsecapture_take').call(this, widths) as number;
  }
}
