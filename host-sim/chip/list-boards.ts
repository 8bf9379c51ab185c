/** `npm run boards`: the boards and their pins. */

import { boardTable } from './board-table';
import { boardNames, readBoard } from './boards';

console.log(boardTable(boardNames().map(readBoard)));
