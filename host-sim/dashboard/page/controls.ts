/** What a person can do to the board: the four things first tried, the air, all faults, and the run itself. */

import type { App } from './app';
import { AirControl } from './air-control';
import { card, h, setData } from './dom';
import { FaultPanel } from './fault-panel';
import { RunControl } from './run-control';

const QUICK = [
  ['sensor.unplugged', 'Unplug sensor', 'Plug sensor in'],
  ['wifi.gone', 'Cut Wi-Fi', 'Bring Wi-Fi back'],
  ['broker.down', 'Stop broker', 'Start broker'],
  ['power.cut', 'Cut power', 'Cut power'],
] as const;

export class Controls {
  readonly element: HTMLElement;
  readonly faults: FaultPanel;
  readonly #app: App;
  readonly #quick: readonly HTMLButtonElement[];

  constructor(app: App) {
    this.#app = app;
    this.faults = new FaultPanel(app);
    this.#quick = QUICK.map(([fault, text]) =>
      h(
        'button',
        { class: 'quick', id: `quick-${fault.replace('.', '-')}`, onclick: this.#toggle(fault) },
        text,
      ),
    );
    this.element = card(
      ...(['controls', 'Disturb it', []] as const),
      h('div', { class: 'quicks' }, ...this.#quick),
      new AirControl(app).element,
      this.faults.element,
      new RunControl(app).element,
    );
    app.store.on(['active'], () => {
      this.#draw();
    });
  }

  #activeId(fault: string): number | undefined {
    return [...this.#app.store.tables.active.values()].find((row) => row.fault === fault)?.id;
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
      const isOn = this.#activeId(fault) !== undefined;
      const button = this.#quick[i]!;
      button.hidden = !this.#app.store.faults.some(({ id }) => id === fault);
      if (fault !== 'power.cut') button.setAttribute('aria-pressed', String(isOn));
      setData(button, 'on', String(isOn));
      const text = isOn ? end : begin;
      if (button.textContent !== text) button.textContent = text;
    }
  }
}
