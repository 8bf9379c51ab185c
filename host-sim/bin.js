#!/usr/bin/env node
/** `npx pubsub-xs [COMMAND] …`: the commands of the README, from an installed package; without one, `npm start`. */

import { register } from 'tsx/esm/api';

const COMMANDS = {
  start: './cli.ts',
  boards: './chip/list-boards.ts',
  chaos: './chaos/cli.ts',
  faults: './faults/cli.ts',
  fleet: './fleet/cli.ts',
  flash: './chip/flash.ts',
  'home-care': './home-care/cli.ts',
  monitor: './chip/monitor.ts',
  payload: './payload/cli.ts',
  provision: './provision/cli.ts',
  scenario: './scenario/cli.ts',
  soak: './soak/cli.ts',
};

const [first = 'start'] = process.argv.slice(2);
const isNamed = Object.hasOwn(COMMANDS, first);
if (!isNamed && !first.startsWith('-')) {
  const names = Object.keys(COMMANDS).join(', ');
  console.error(`pubsub-xs: there is no command "${first}"; there are ${names}`);
  process.exit(2);
}
if (isNamed) process.argv.splice(2, 1);
else if (process.argv.includes('--help')) {
  const others = Object.keys(COMMANDS).filter((name) => name !== 'start');
  process.once('exit', () => {
    console.log(`\nOther commands, each with its own --help: ${others.join(', ')}.`);
  });
}
// The TypeScript is ours: what the user's own tsconfig.json says is not for it.
register({ tsconfig: false });
await import(COMMANDS[isNamed ? first : 'start']);
