import { FAULTS, faultById } from '../../../host-sim/faults/catalogue';
import { equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

test('each fault has a name of its own, with its group before the dot', () => {
  equal(new Set(FAULTS.map(({ id }) => id)).size, FAULTS.length);
  for (const { id, group } of FAULTS) {
    ok(/^[a-z]+\.[a-z-]+$/.test(id) && id.startsWith(`${group}.`), id);
    equal(faultById(id)?.id, id);
  }
  equal(faultById('wifi.gnoe'), undefined);
});

test('each parameter says what it counts, and has a preset in its range', () => {
  for (const { parameters } of FAULTS) {
    for (const { name, minimum, maximum, preset } of parameters) {
      ok(
        /(Ms|Dbm|PerS|C|Percent|S|percent|bytes|seconds|code|write|losesSessions)$/.test(name),
        name,
      );
      ok(minimum <= preset && preset <= maximum, name);
    }
  }
});
