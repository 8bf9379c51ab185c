/** What the boards of a fleet tell, counted. */

import type { StationEvent } from '../../firmware/station/events';
import { lineOf } from '../log-lines';

export interface Problem {
  /** As the board that told it first has told it. */
  readonly text: string;
  readonly times: number;
}

export class Crew {
  /** With the broker now, and at most. */
  connected = 0;
  connectedMost = 0;
  /** Connections beyond each board's first. */
  reconnects = 0;
  /** Readings that the broker has acknowledged; at QoS 0 those that were sent. */
  acknowledged = 0;
  failedSamples = 0;
  /** A problem is told for the first time. */
  onProblem: ((board: number, text: string) => void) | undefined;
  readonly #isConnected: Uint8Array;
  readonly #connections: Uint32Array;
  readonly #samples: Uint32Array;
  readonly #problems = new Map<string, { readonly text: string; times: number }>();

  constructor(boards: number) {
    this.#isConnected = new Uint8Array(boards);
    this.#connections = new Uint32Array(boards);
    this.#samples = new Uint32Array(boards);
  }

  told(board: number, event: StationEvent): void {
    if (event.event === 'reading') this.acknowledged++;
    else if (event.event === 'sampled') this.#sampled(board, event.ok);
    else if (event.event === 'mqtt') this.#link(board, event.state);
    if (event.level === 'warn' || event.level === 'error') this.#problem(board, event);
  }

  /** Its firmware has ended unasked: it counts as done. */
  died(board: number, text: string): void {
    this.#samples[board] = 0xffff_ffff;
    this.#link(board, 'lost');
    this.#count(board, `died ${text}`, () => `the firmware has ended: ${text}`);
  }

  /** How many of the first `boards` have sampled at least so often. */
  withSamples(least: number, boards: number): number {
    let count = 0;
    for (let i = 0; i < boards; i++) if (this.#samples[i]! >= least) count++;
    return count;
  }

  /** How often it has connected so far. */
  connectionsOf(board: number): number {
    return this.#connections[board]!;
  }

  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  #sampled(board: number, ok: boolean): void {
    this.#samples[board]!++;
    if (!ok) this.failedSamples++;
  }

  #link(board: number, state: string): void {
    const isConnected = state === 'connected' ? 1 : 0;
    this.connected += isConnected - this.#isConnected[board]!;
    this.#isConnected[board] = isConnected;
    this.connectedMost = Math.max(this.connectedMost, this.connected);
    if (!isConnected) return;
    if (++this.#connections[board]! > 1) this.reconnects++;
  }

  /** Problems are alike that differ in the board's own names only. */
  #problem(board: number, event: StationEvent): void {
    const state = 'state' in event ? event.state : '';
    const failure = 'failure' in event ? event.failure : '';
    this.#count(board, `${event.event} ${state} ${failure}`, () => {
      const line = lineOf(event);
      return line ? `${line.subject}: ${line.text}` : event.event;
    });
  }

  #count(board: number, kind: string, textOf: () => string): void {
    const known = this.#problems.get(kind);
    if (known) {
      known.times++;
      return;
    }
    const text = textOf();
    this.#problems.set(kind, { text, times: 1 });
    this.onProblem?.(board, text);
  }
}
