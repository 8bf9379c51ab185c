/** The live connection to the simulator, which is taken up again for as long as the page is open. */

import type { Command, ToPage } from '../protocol';
import { messageProblem } from './limits';

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 3_000;
/** It tells something once a second at least; a simulator that hangs tells nothing. */
const SILENT_MS = 3_000;
const LOOK_MS = 500;

/** `silent`: there is a connection, and nothing comes. */
export type Answering = 'yes' | 'silent' | 'no';

export interface Listener {
  readonly onMessage: (message: ToPage) => void;
  readonly onAnswering: (answering: Answering) => void;
}

export class Connection {
  readonly #listener: Listener;
  #socket: WebSocket | undefined;
  #waitMs = FIRST_WAIT_MS;
  #heardMs = 0;
  #answering: Answering = 'no';

  constructor(listener: Listener) {
    this.#listener = listener;
    this.#open();
    setInterval(() => {
      const isSilent = performance.now() - this.#heardMs > SILENT_MS;
      if (this.#answering === 'yes' && isSilent) this.#set('silent');
    }, LOOK_MS);
  }

  /** Why it was not sent, or undefined. To a simulator that hangs nothing goes: it would act on it much later. */
  send(command: Command): string | undefined {
    if (this.#answering !== 'yes') {
      return 'The simulator does not answer: nothing can be done to the board until it does';
    }
    const text = JSON.stringify(command);
    const problem = messageProblem(new Blob([text]).size);
    if (problem === undefined) this.#socket?.send(text);
    return problem;
  }

  #open(): void {
    const socket = new WebSocket(`ws://${location.host}/live`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#waitMs = FIRST_WAIT_MS;
      this.#heard();
    };
    socket.onmessage = ({ data }) => {
      this.#heard();
      this.#listener.onMessage(JSON.parse(String(data)) as ToPage);
    };
    socket.onclose = () => {
      this.#set('no');
      setTimeout(() => {
        this.#open();
      }, this.#waitMs);
      this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
    };
  }

  #heard(): void {
    this.#heardMs = performance.now();
    this.#set('yes');
  }

  #set(answering: Answering): void {
    if (answering === this.#answering) return;
    this.#answering = answering;
    this.#listener.onAnswering(answering);
  }
}
