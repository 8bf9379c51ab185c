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
    return openProblem(port, error);
  }
}

/** What an error at opening a port means, and what to do. */
export function openProblem(port: string, error: unknown): string {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const problem = PROBLEMS[code] ?? `${PORT} cannot be opened (${code})`;
  return problem.replace(PORT, () => port);
}

const PORT = '<port>';
const NOT_THERE = `there is no ${PORT}: is the board plugged in?`;
const FORBIDDEN = `${PORT} may not be opened: on Linux add yourself to its group (sudo usermod -aG dialout $USER) and log in again`;
const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: NOT_THERE,
  // The file is still there, and what it stood for is not.
  ENXIO: NOT_THERE,
  ENODEV: NOT_THERE,
  EIO: NOT_THERE,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EBUSY: `${PORT} is in use: end the other program that has it open`,
  EISDIR: `${PORT} is no serial port`,
};
