/** Faults of the connections, and of the memory that the board's network has. */

import { momentary, setting } from './define';
import type { Fault } from './fault';
import type { Stage } from './stage';

const network = ({ network }: Stage) => network;

export const TCP_FAULTS: readonly Fault[] = [
  momentary(
    'tcp.reset',
    {
      title: 'Connections are reset',
      does: 'Breaks every connection of the board at once.',
      seen: 'mqtt lost, and connected again.',
    },
    [],
    (stage) => {
      stage.network.reset();
    },
  ),
  setting(
    'tcp.half-open',
    {
      title: 'A half-open connection',
      does: 'Nothing arrives, either way, and nobody is told; what is on its way comes afterwards.',
      seen: 'mqtt lost: no acknowledgement comes, or no answer to a ping.',
    },
    [],
    network,
    () => ({ isCut: true }),
  ),
  setting(
    'tcp.slow',
    {
      title: 'A slow and jittery network',
      does: 'Every piece takes longer, by another amount each time.',
      seen: 'nothing but readings that come later; with seconds of it, mqtt lost.',
    },
    [
      { name: 'delayMs', what: 'one way', minimum: 0, maximum: 20_000, preset: 400 },
      { name: 'jitterMs', what: 'at most, beside it', minimum: 0, maximum: 20_000, preset: 400 },
    ],
    network,
    ({ delayMs, jitterMs }) => ({ delayMs: delayMs!, jitterMs: jitterMs! }),
  ),
  setting(
    'tcp.narrow',
    {
      title: 'A narrow network',
      does: 'So many bytes come through in a second, each way.',
      seen: 'nothing but readings that come later.',
    },
    [{ name: 'bytesPerS', what: 'a second', minimum: 20, maximum: 1e6, preset: 200 }],
    network,
    ({ bytesPerS }) => ({ bytesPerS: bytesPerS! }),
  ),
  setting(
    'tcp.split',
    {
      title: 'Everything comes in pieces',
      does: 'Bytes arrive in pieces of that size, each in a turn of its own: 1 is at every byte.',
      seen: 'nothing.',
    },
    [{ name: 'bytes', what: 'in a piece', minimum: 1, maximum: 1_460, preset: 1 }],
    network,
    ({ bytes }) => ({ pieceBytes: bytes! }),
  ),
  setting(
    'tcp.merged',
    {
      title: 'Pieces come as one',
      does: 'What is sent within that time arrives as one piece.',
      seen: 'nothing.',
    },
    [{ name: 'withinMs', what: 'is waited', minimum: 1, maximum: 5_000, preset: 500 }],
    network,
    ({ withinMs }) => ({ mergeMs: withinMs! }),
  ),
];

export const MEMORY_FAULTS: readonly Fault[] = [
  setting(
    'memory.write-refused',
    {
      title: 'Sockets take nothing',
      does: 'The board has no memory for what it would send: its sockets announce no room.',
      seen: 'nothing at first; then mqtt lost, for the broker hears nothing.',
    },
    [],
    network,
    () => ({ isWindowShut: true }),
  ),
];
