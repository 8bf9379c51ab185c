/** The live connection to the simulator, which is taken up again for as long as the page is open. */

import type { Command, ToPage } from '../protocol';

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 3_000;

export interface Listener {
  readonly onMessage: (message: ToPage) => void;
  readonly onState: (isOpen: boolean) => void;
}

export class Connection {
  readonly #listener: Listener;
  #socket: WebSocket | undefined;
  #waitMs = FIRST_WAIT_MS;

  constructor(listener: Listener) {
    this.#listener = listener;
    this.#open();
  }

  send(command: Command): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(command));
  }

  #open(): void {
    const socket = new WebSocket(`ws://${location.host}/live`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#waitMs = FIRST_WAIT_MS;
      this.#listener.onState(true);
    };
    socket.onmessage = ({ data }) => {
      this.#listener.onMessage(JSON.parse(String(data)) as ToPage);
    };
    socket.onclose = () => {
      this.#listener.onState(false);
      setTimeout(() => {
        this.#open();
      }, this.#waitMs);
      this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
    };
  }
}
