/**
 * `npm run bench`: the figures of the tables in the project's README.md and those of this folder and
 * firmware/mqtt, measured here, peers beside ours in the same run.
 *
 *     npm run bench                   all tables
 *     npm run bench -- codec          bytecodes, slots and chunk bytes on XS, nanoseconds on Node
 *     npm run bench -- heap           what stays in memory, and what a reading costs
 *     npm run bench -- outbox         what a day of readings does to the flash
 *     npm run bench -- discovery      what Home Assistant's discovery adds to a station
 *     npm run bench -- security       what encryption costs
 *     npm run bench -- modules        what each module adds to the client
 *     npm run bench -- cycle          round trips from connect to acknowledgement, with Mosquitto
 *     npm run bench -- page           script of the dashboard's page for a frame, in Chromium
 *     npm run bench -- peers          messages a second and processor time beside mqtt.js and a bare socket
 *     npm run bench -- memory         memory of a board, on XS and on Node
 *     npm run bench -- wire           bytes on the wire of a reading: HTTP, HTTPS, MQTT
 *     npm run bench -- lecture        1,024 messages by HTTPS and by MQTT over simulated 3G and Wi-Fi
 *     npm run bench -- --check        compares XS's exact meters with test/bench/baseline.json,
 *                                     without page, peers and lecture, which have none
 *     npm run bench -- --json FILE    writes the figures as JSON too
 *     npm run bench -- --markdown     prints the tables as the pages have them
 *     npm run bench -- --baseline     makes the present figures the baseline
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { locateWorker } from '../../host-sim/engine/xs/locate';
import { type Figures, grownFigures, varies } from './baseline';
import { codecFigures } from './codec';
import { cycleFigures } from './cycle';
import { discoveryFigures } from './discovery';
import { heapFigures } from './heap';
import { lectureFigures } from './lecture';
import { memoryFigures } from './memory';
import { moduleFigures } from './modules';
import { outboxFigures } from './outbox';
import { pageFigures } from './page';
import { peersFigures } from './peers';
import { securityFigures } from './security';
import { style } from './table';
import { wireFigures } from './wire';

const BASELINE = new URL('./baseline.json', import.meta.url);
const TABLES = [
  'codec',
  'heap',
  'outbox',
  'discovery',
  'security',
  'modules',
  'cycle',
  'page',
  'peers',
  'memory',
  'wire',
  'lecture',
] as const;

function complain(message: string): never {
  console.error(`bench: ${message}`);
  process.exit(2);
}

// Who reads only the beginning has seen enough.
process.stdout.on('error', () => process.exit(0));

const { values, positionals } = options();

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        check: { type: 'boolean' },
        baseline: { type: 'boolean' },
        json: { type: 'string' },
        markdown: { type: 'boolean' },
      },
    });
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    return complain(`${sentence}; there are --check, --json FILE, --markdown and --baseline`);
  }
}

for (const name of positionals) {
  if (!TABLES.includes(name as 'codec'))
    complain(`there is no table ${name}; there are ${TABLES.join(', ')}`);
}
style.isMarkdown = values.markdown ?? false;
const place = locateWorker();
if (!('path' in place)) complain(place.missing);

const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name);
const figures: Figures = {};
if (wanted('codec')) Object.assign(figures, await codecFigures(place.path));
if (wanted('heap')) Object.assign(figures, await heapFigures(place.path));
if (wanted('outbox')) Object.assign(figures, outboxFigures());
if (wanted('discovery')) Object.assign(figures, await discoveryFigures(place.path));
if (wanted('security')) Object.assign(figures, await securityFigures(place.path));
if (wanted('page') && !values.check) Object.assign(figures, await pageFigures());
if (wanted('cycle')) Object.assign(figures, await cycleFigures());
if (wanted('peers') && !values.check) Object.assign(figures, await peersFigures());
if (wanted('memory')) Object.assign(figures, await memoryFigures(place.path));
if (wanted('wire')) Object.assign(figures, await wireFigures());
if (wanted('lecture') && !values.check) Object.assign(figures, await lectureFigures());
if (wanted('modules')) Object.assign(figures, await moduleFigures(place.path));

if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
if (values.baseline) {
  const exact = Object.fromEntries(Object.entries(figures).filter(([name]) => !varies(name)));
  writeFileSync(BASELINE, `${JSON.stringify(exact, null, 2)}\n`);
}
if (values.check) {
  const baseline = JSON.parse(readFileSync(BASELINE, 'utf8')) as Figures;
  const grown = grownFigures(baseline, figures, positionals.length === 0);
  for (const line of grown) console.log(line);
  console.log(grown.length === 0 ? 'no figure has grown' : `${grown.length} figures have grown`);
  process.exitCode = grown.length === 0 ? 0 : 1;
}
