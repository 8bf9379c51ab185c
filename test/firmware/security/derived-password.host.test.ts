/** The derived password, against Python's hmac. */

import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { derivedPassword, WINDOW_S } from '../../../firmware/security/derived-password';
import { NodeCrypto } from '../../../host-sim/board/crypto';
import { nodeText } from '../../../host-sim/engine/node-text';
import { installText } from '../../../host-sim/engine/realm/text';
import { equal } from '../../kit/assert';
import { bytes, text } from '../../kit/bytes';

installText(nodeText);

const PYTHON = `
import base64, hashlib, hmac, sys
secret, client, unix = sys.argv[1:]
message = f"{client}\\n{int(unix) // ${WINDOW_S}}".encode()
print(base64.urlsafe_b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest()).decode())
`;

test('it is what Python makes of secret, client id and time, and another in the next window', () => {
  const made = new Set<string>();
  for (const [secret, client] of [
    ['s3cret', 'board-1'],
    ['ü'.repeat(60), 'esp32-0aff12'],
  ] as const) {
    for (const unixS of [1_800_000_000, 1_800_000_599, 1_800_000_600]) {
      const ours = text(derivedPassword(bytes(secret), bytes(client), unixS, new NodeCrypto()));
      const words = ['-c', PYTHON, secret, client, `${unixS}`];
      equal(ours, execFileSync('/usr/bin/python3', words, { encoding: 'utf8' }).trim());
      made.add(ours);
    }
  }
  equal(made.size, 4);
});
