/** What a person can do to the board: the four things first tried, the air, all faults, and the run itself. */

import type { App } from './app';
import { AirControl } from './air-control';
import { acting, card, h, say, setAttribute, setData } from './dom';
import { FaultPanel } from './fault-panel';
import { RunControl } from './run-control';

/** A fault, what begins it, and what ends it; without that it is over as it happens. */
const QUICK: readonly (readonly [fault: string, begin: string, end?: string])[] = [
  ['sensor.unplugged', 'Unplug sensor', 'Plug sensor in'],
  ['wifi.gone', 'Cut Wi-Fi', 'Bring Wi-Fi back'],
  ['broker.down', 'Stop broker', 'Start broker'],
  ['power.cut', 'Cut power'],
];

export class Controls {
  readonly element: HTMLElement;
  readonly faults: FaultPanel;
  readonly #app: App;
  readonly #quick: readonly HTMLButtonElement[];

  constructor(app: App) {
    this.#app = app;
    this.faults = new FaultPanel(app);
    this.#quick = QUICK.map(([fault, begin, end]) => {
      const onclick = end === undefined ? this.#doer(fault) : this.#toggle(fault);
      return h(
        'button',
        { class: 'quick', id: `quick-${fault.replace('.', '-')}`, onclick },
        begin,
      );
    });
    this.element = card(
      ...(['controls', 'Disturb it', []] as const),
      acting(
        'disturb',
        'The board',
        h('div', { class: 'quicks' }, ...this.#quick),
        new AirControl(app).element,
        this.faults.element,
        new RunControl(app).element,
      ),
    );
    app.store.on(['active'], () => {
      this.#draw();
    });
  }

  #activeId(fault: string): number | undefined {
    return [...this.#app.store.tables.active.values()].find((row) => row.fault === fault)?.id;
  }

  /** Once, however often it comes by itself besides. */
  #doer(fault: string): () => void {
    return () => {
      this.#app.send({ do: 'begin', fault, values: {} });
    };
  }

  #toggle(fault: string): () => void {
    return () => {
      const id = this.#activeId(fault);
      if (id === undefined) this.#app.send({ do: 'begin', fault, values: {} });
      else this.#app.send({ do: 'end', id });
    };
  }

  #draw(): void {
    for (const [i, [fault, begin, end]] of QUICK.entries()) {
      const button = this.#quick[i]!;
      button.hidden = !this.#app.store.faults.some(({ id }) => id === fault);
      if (end === undefined) continue;
      const isOn = this.#activeId(fault) !== undefined;
      setAttribute(button, 'aria-pressed', String(isOn));
      setData(button, 'on', String(isOn));
      say(button, isOn ? end : begin);
    }
  }
}
