/** `npm run faults`: every fault that can be brought about, for people who write scenarios. */

import { endWithTheReader, print } from '../terminal';
import { FAULTS } from './catalogue';

endWithTheReader();
for (const { id, title, does, seen, parameters, lasts } of FAULTS) {
  print(`${id}${lasts ? '' : '  (a moment)'}`);
  print(`    ${title}. ${does}`);
  print(`    Seen: ${seen}`);
  for (const { name, what, minimum, maximum, preset } of parameters) {
    print(`    ${name}: ${what}; ${minimum} to ${maximum}, ${preset} when it is not said`);
  }
}
