import { isOwnHost, isOwnOrigin } from '../../../host-sim/dashboard/serve/origin';
import { equal } from '../../kit/assert';
import { test } from '../../kit/test';

test('the server answers to the loopback’s names at its own port only', () => {
  for (const host of ['127.0.0.1:8080', 'localhost:8080', 'LOCALHOST:8080', '[::1]:8080']) {
    equal(isOwnHost(host, 8080), true, host);
  }
  for (const host of [
    ...['127.0.0.1', '127.0.0.1:80', 'localhost:8081', 'rebound.example:8080', ''],
    ...['127.0.0.1:8080.example', 'localhost.example:8080', '192.168.1.5:8080'],
  ]) {
    equal(isOwnHost(host, 8080), false, host);
  }
  equal(isOwnHost(undefined, 8080), false);
});

test('a live connection is for its own page only', () => {
  equal(isOwnOrigin('http://127.0.0.1:8080', 8080), true);
  for (const origin of [
    ...['https://127.0.0.1:8080', 'http://evil.example', 'http://127.0.0.1:9000', 'null', ''],
    ...['http://localhost:8080.evil.example', undefined],
  ]) {
    equal(isOwnOrigin(origin, 8080), false, String(origin));
  }
});
