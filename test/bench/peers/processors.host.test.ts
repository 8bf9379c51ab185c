import { execFileSync } from 'node:child_process';
import { equal } from '../../kit/assert';
import { test } from '../../kit/test';
import { firstOf, onOneProcessor } from './processors';

test('what is started meanwhile has one processor, and afterwards as many as before', async () => {
  const before = processors();
  const meanwhile = await onOneProcessor(() => Promise.resolve(processors()));
  if (typeof meanwhile === 'string') return; // no taskset
  equal(meanwhile, 1);
  equal(processors(), before);
});

test('a bench that fails on one processor gives the others back', async () => {
  const before = processors();
  await onOneProcessor(() => Promise.reject(new Error('no broker'))).catch(() => {});
  equal(processors(), before);
});

test('of a list of processors the first one is taken', () => {
  equal(firstOf('2-3,6'), '2');
  equal(firstOf('12,14'), '12');
});

function processors(): number {
  return Number(execFileSync('nproc', { encoding: 'utf8' }));
}
