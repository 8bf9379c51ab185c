/** The page: puts its panels together, and hands them what the simulator tells. */

import type { ToPage } from '../protocol';
import type { App } from './app';
import { BoardCard } from './board-card';
import { BrokerCard } from './broker-card';
import { CareCard } from './care-card';
import { Chart } from './chart';
import { Connection } from './connection';
import { Controls } from './controls';
import { ACTING, download, h } from './dom';
import { Header } from './header';
import { HomeAssistantCard } from './home-assistant-card';
import { listenToKeys } from './keys';
import { LogCard } from './log-card';
import { Notes } from './notes';
import { PacketsCard } from './packets-card';
import { Store } from './store';
import { Way } from './way';

const store = new Store();
const notes = new Notes();
const app: App = {
  store,
  note: notes.say,
  send: (command) => {
    const problem = connection.send(command);
    if (problem !== undefined) notes.say(problem);
  },
};

const header = new Header(app);
const controls = new Controls(app);
const log = new LogCard(app);

const wide = h(
  'div',
  { class: 'wide' },
  new Chart(app).element,
  new BrokerCard(app).element,
  new HomeAssistantCard(app).element,
  log.element,
  new PacketsCard(app).element,
);
const narrow = h(
  'div',
  { class: 'narrow' },
  new CareCard(app).element,
  new BoardCard(app).element,
  controls.element,
);
const main = h(
  'main',
  { id: 'main', tabindex: -1 },
  new Way(app).element,
  h('div', { class: 'columns' }, wide, narrow),
);
const footer = h(
  'footer',
  {},
  'Space holds time, . steps, f goes to the faults, / to the log’s search. ',
  'All of this page comes from this computer.',
);
document.querySelector('#app')!.append(header.element, main, footer, notes.element);

const connection = new Connection({
  onMessage: take,
  onAnswering: (answering) => {
    header.setAnswering(answering);
    for (const element of document.querySelectorAll(`.${ACTING}`)) {
      element.setAttribute('aria-disabled', String(answering !== 'yes'));
    }
    document.body.dataset['answering'] = answering;
  },
});

function take(message: ToPage): void {
  if (message.kind === 'hello') store.begin(message.about, message.faults, message.tables);
  else if (message.kind === 'changes') store.apply(message.tables);
  else if (message.kind === 'file') {
    download(message.name, message.text, 'text/yaml');
    notes.say(`${message.name} is saved`);
  } else notes.say(message.why);
}

listenToKeys({
  ' ': header.togglePause,
  '.': header.step,
  f: () => {
    controls.faults.focus();
  },
  '/': () => {
    log.search.focus();
  },
});
