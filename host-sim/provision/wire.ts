/** The way to a board's console: a serial port, or a simulated board's on this machine. */

import { spawnSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { isatty, ReadStream, WriteStream } from 'node:tty';
import { commandFor } from '../invocation';
import { openProblem, portProblem } from '../chip/serial-ports';

const BAUD = '115200';
const TCP = /^(?:127\.0\.0\.1|localhost):(\d{1,5})$/;

/** Throws an error that says what is wrong with `port`. */
export async function openWire(port: string): Promise<Duplex> {
  const tcpPort = TCP.exec(port)?.[1];
  return tcpPort === undefined ? serialWire(port) : tcpWire(Number(tcpPort));
}

function tcpWire(port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      resolve(socket);
    });
    socket.on('error', () => {
      reject(
        new Error(`nobody answers on 127.0.0.1:${port}: ${commandFor('start')} --console ${port}`),
      );
    });
  });
}

function serialWire(port: string): Duplex {
  const problem = portProblem(port);
  if (problem !== undefined) throw new Error(problem);
  let file: number;
  try {
    file = openSync(port, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch (error) {
    throw new Error(openProblem(port, error), { cause: error });
  }
  if (!isatty(file)) throw new Error(`${port} is no serial port`);
  const flag = process.platform === 'darwin' ? '-f' : '-F';
  const { error } = spawnSync('stty', [flag, port, BAUD, 'raw', '-echo', '-echoe', '-echok']);
  if (error) throw new Error('stty is missing, which sets the speed of the port');
  return Duplex.from({ readable: new ReadStream(file), writable: new WriteStream(file) });
}
