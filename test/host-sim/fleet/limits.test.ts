/** What the system must allow before a fleet can be. */

import {
  limitProblem,
  localPortsOf,
  openFilesOf,
  systemLimits,
} from '../../../host-sim/fleet/limits';
import { equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const LINUX = { openFiles: 1_024, localPorts: 28_232 };

test('a fleet that needs more open files than there are is refused, with what to raise', () => {
  const problem = limitProblem(10_000, LINUX) ?? '';
  ok(problem.includes('needs 10064 open files, and 1024 are allowed'), problem);
  ok(problem.includes('ulimit -n 10064'), problem);
  ok(problem.includes('take 960 boards'), problem);
  equal(limitProblem(960, LINUX), undefined);
  ok(limitProblem(961, LINUX) !== undefined);
});

test('so is one that needs more local ports to its broker', () => {
  const many = { ...LINUX, openFiles: 1_000_000 };
  const problem = limitProblem(30_000, many) ?? '';
  ok(problem.includes('needs 30016 local ports to the broker, and there are 28232'), problem);
  ok(problem.includes('net.ipv4.ip_local_port_range'), problem);
  equal(limitProblem(28_216, many), undefined);
});

test('where a system says nothing, nothing is checked', () => {
  equal(limitProblem(1_000_000, { openFiles: undefined, localPorts: undefined }), undefined);
});

test('limits are read as the systems write them', () => {
  equal(localPortsOf('32768\t60999\n'), 28_232);
  equal(localPortsOf('nonsense'), undefined);
  equal(openFilesOf(1_024), 1_024);
  equal(openFilesOf('unlimited'), undefined);
  const { openFiles } = systemLimits();
  ok(openFiles === undefined || openFiles >= 64, String(openFiles));
});
