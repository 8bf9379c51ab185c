/** Short words to the person, in a corner and for whoever has the page read aloud. */

import { h, say } from './dom';

const SHOWN_MS = 5_000;

export class Notes {
  readonly element = h('div', { class: 'notes', role: 'status', 'aria-live': 'polite' });
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly say = (text: string): void => {
    clearTimeout(this.#timer);
    say(this.element, text);
    this.#timer = setTimeout(() => {
      say(this.element, '');
    }, SHOWN_MS);
  };
}
