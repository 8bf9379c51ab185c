/** What the board has said, to be filtered, searched, followed and kept. */

import type { LogRow } from '../protocol';
import type { App } from './app';
import { card, download, fill, h, labelled } from './dom';
import { preciseTime } from './format';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const MARKS = { debug: '·', info: ' ', warn: '!', error: '✕' };
const SHOWN = 300;

export class LogCard {
  readonly element: HTMLElement;
  readonly search = h('input', { type: 'search', id: 'log-search', placeholder: 'Search' });
  readonly #app: App;
  /** Read aloud when somebody goes there, and not line by line as it comes. */
  readonly #lines = h('div', {
    ...{ class: 'log', role: 'log', tabindex: 0, 'aria-label': 'Log lines', 'aria-live': 'off' },
  });
  readonly #level: HTMLSelectElement;
  readonly #follow = h('input', { type: 'checkbox', id: 'log-follow', checked: true });
  #lastId = -1;
  #run = 0;

  constructor(app: App) {
    this.#app = app;
    this.#level = h(
      'select',
      { id: 'log-level' },
      ...LEVELS.map((level) => h('option', { value: level }, level)),
    );
    this.#level.value = 'info';
    this.#level.addEventListener('change', this.#anew);
    this.search.addEventListener('input', this.#anew);
    this.#follow.addEventListener('change', () => {
      this.#draw();
    });
    const keep = h('button', { onclick: this.#download }, 'Download');
    this.element = card(
      ...(['log', 'Log', [keep]] as const),
      h(
        'div',
        { class: 'row log-tools' },
        labelled('From level', this.#level),
        labelled('Search', this.search),
        h('label', { class: 'check' }, this.#follow, 'Follow'),
      ),
      this.#lines,
    );
    app.store.on(['log'], () => {
      this.#draw();
    });
  }

  get #rows(): readonly LogRow[] {
    return [...this.#app.store.tables.log.values()];
  }

  #isWanted({ level, subject, text }: LogRow): boolean {
    const least = LEVELS.indexOf(this.#level.value as LogRow['level']);
    const word = this.search.value.toLowerCase();
    return LEVELS.indexOf(level) >= least && `${subject} ${text}`.toLowerCase().includes(word);
  }

  readonly #anew = (): void => {
    this.#lastId = -1;
    fill(this.#lines);
    this.#draw();
  };

  readonly #download = (): void => {
    const lines = this.#rows.map((row) => lineText(row));
    download('pubsub-xs.log', `${lines.join('\n')}\n`, 'text/plain');
  };

  #draw(): void {
    if (this.#run !== this.#app.store.run) {
      this.#run = this.#app.store.run;
      this.#anew();
      return;
    }
    const rows = this.#rows.filter((row) => row.id > this.#lastId);
    this.#lastId = rows.at(-1)?.id ?? this.#lastId;
    const wanted = rows.filter((row) => this.#isWanted(row));
    const isFollowing = this.#follow.checked;
    const most = isFollowing ? SHOWN : this.#app.store.tables.log.size;
    this.#lines.append(...wanted.slice(-most).map(line));
    this.#keep(most);
    if (isFollowing) this.#lines.scrollTop = this.#lines.scrollHeight;
  }

  /** The last of the lines; what somebody reads stays where it is. */
  #keep(most: number): void {
    const tooMany = this.#lines.childElementCount - most;
    if (tooMany <= 0) return;
    const beforePx = this.#lines.scrollHeight;
    const scrollTop = this.#lines.scrollTop;
    for (let i = 0; i < tooMany; i++) this.#lines.firstElementChild!.remove();
    this.#lines.scrollTop = scrollTop - (beforePx - this.#lines.scrollHeight);
  }
}

function line({ atMs, level, subject, text }: LogRow): HTMLElement {
  return h(
    'div',
    { class: 'line', 'data-level': level },
    h('time', {}, preciseTime(atMs)),
    h('span', { class: 'level', title: level }, MARKS[level]),
    h('span', { class: 'subject' }, subject),
    h('span', { class: 'text' }, text),
  );
}

function lineText({ atMs, level, subject, text }: LogRow): string {
  return `${new Date(atMs).toISOString()} ${level.padEnd(5)} ${subject.padEnd(8)} ${text}`;
}
