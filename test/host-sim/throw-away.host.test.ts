import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ThrowAway } from '../../host-sim/throw-away';
import { equal, throws } from '../kit/assert';
import { test } from '../kit/test';

test('the folder is made with those above it, for its owner only, and git leaves it out', () => {
  const above = mkdtempSync(join(tmpdir(), 'pubsub-xs-throw-away-'));
  const folder = join(above, 'a', 'b');
  equal(
    new ThrowAway(folder).text('password', () => 'made'),
    'made',
  );
  equal(readFileSync(join(folder, 'password'), 'utf8'), 'made\n');
  equal(readFileSync(join(folder, '.gitignore'), 'utf8'), '*\n');
  equal(statSync(folder).mode & 0o777, 0o700);
  rmSync(above, { recursive: true });
});

test('a folder that cannot be made is told', () => {
  // Node would try for ever to make what stands here (mkdirSync, recursive).
  const folder = '/proc/pubsub-xs';
  const { message } = throws(() => new ThrowAway(folder).text('password', () => 'made'));
  equal(message, '/proc/pubsub-xs/password cannot be written: take away what is in its way');
});
