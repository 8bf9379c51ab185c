/** Serial ports that a board may hang on. */

import { accessSync, constants, readdirSync } from 'node:fs';

const LIKELY = /^(ttyUSB\d+|ttyACM\d+|cu\.(usbserial|usbmodem|SLAB_USBtoUART|wchusbserial).*)$/;

/** The ports of this machine, as far as their names tell. */
export function serialPorts(names: readonly string[] = devices()): string[] {
  return names
    .filter((name) => LIKELY.test(name))
    .sort()
    .map((name) => `/dev/${name}`);
}

function devices(): string[] {
  try {
    return readdirSync('/dev');
  } catch {
    return [];
  }
}

/** The port that was asked for, or the only one there is; an error says what to do. */
export function choosePort(wanted: string | undefined, ports: readonly string[]): string {
  if (wanted !== undefined) return wanted;
  if (ports.length === 1) return ports[0]!;
  if (ports.length === 0) {
    throw new Error(
      'no serial port: plug the board in with a cable that carries data, or name it with --port',
    );
  }
  throw new Error(
    `there is more than one serial port: take one with --port ${ports.join(' or --port ')}`,
  );
}

/** Why a port cannot be used, or undefined. */
export function portProblem(port: string): string | undefined {
  try {
    accessSync(port, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return `there is no ${port}: is the board plugged in?`;
    if (code !== 'EACCES') return `${port} cannot be opened (${code ?? 'unknown'})`;
    return `${port} may not be opened: on Linux add yourself to its group (sudo usermod -aG dialout $USER) and log in again`;
  }
}
