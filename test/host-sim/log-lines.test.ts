import { jsonLine, type LoggedEvent, textLine } from '../../host-sim/log-lines';
import { deepEqual, equal, includes, ok } from '../kit/assert';
import { test } from '../kit/test';

const MOMENT = new Date(2026, 10, 23, 21, 5, 9).getTime();

const JOINED: LoggedEvent = {
  level: 'info',
  event: 'wifi',
  state: 'joined',
  ssid: 'sim-net',
  address: '192.168.4.2',
  rssi: -58,
};

test('a line for people has local time, subject and sentence in columns', () => {
  equal(textLine(JOINED, MOMENT), '21:05:09   wifi     joined sim-net as 192.168.4.2, -58 dBm');
});

test('a warning is marked', () => {
  const line = textLine({ level: 'warn', event: 'wifi', state: 'lost', ssid: 'sim-net' }, MOMENT);
  equal(line, '21:05:09 ! wifi     lost sim-net; joining again');
});

test('a JSON line has the time, the level, the event and its fields', () => {
  deepEqual(JSON.parse(jsonLine(JOINED, MOMENT)!), {
    time: new Date(MOMENT).toISOString(),
    ...JOINED,
  });
});

test('what is for debugging is printed in neither form', () => {
  const told: LoggedEvent = { level: 'debug', event: 'sampled', sensor: 'x', ok: true };
  equal(textLine(told, MOMENT), undefined);
  equal(jsonLine(told, MOMENT), undefined);
});

test('an embedded broker that had to move says so', () => {
  const told: LoggedEvent = {
    level: 'info',
    event: 'broker',
    url: 'mqtt://127.0.0.1:1884',
    embedded: true,
    takenPort: 1883,
  };
  includes(textLine(told, MOMENT)!, 'mqtt://127.0.0.1:1884 (embedded; port 1883 was taken)');
});

test('faults that are brought about are told, with what they were told', () => {
  const slow = { level: 'info', fault: 'tcp.slow' } as const;
  const line = (told: LoggedEvent): string => textLine(told, MOMENT)!.slice('21:05:09   '.length);
  equal(
    line({ ...slow, event: 'fault begins', lasts: true, values: 'delayMs 300' }),
    'fault    tcp.slow begins (delayMs 300)',
  );
  equal(line({ ...slow, event: 'fault ends' }), 'fault    tcp.slow ends');
  const cut = { level: 'info', event: 'fault begins', fault: 'power.cut', lasts: false } as const;
  equal(line({ ...cut, values: '' }), 'fault    power.cut');
});

test('the end speaks up only when something was left', () => {
  const end = { level: 'warn', event: 'end', samples: 3, explained: true } as const;
  equal(textLine({ ...end, unsent: 0, readings: 0, failed: 0 }, MOMENT), undefined);
  includes(
    textLine({ ...end, unsent: 3, readings: 3, failed: 0 }, MOMENT)!,
    '3 of 3 readings left unsent',
  );
  // A board that sleeps has its status to send beside them.
  includes(
    textLine({ ...end, unsent: 4, readings: 2, failed: 0 }, MOMENT)!,
    ' 2 of 3 readings left',
  );
  includes(textLine({ ...end, unsent: 2, readings: 0, failed: 0 }, MOMENT)!, ' 2 messages left');
  includes(
    textLine({ ...end, unsent: 0, readings: 0, failed: 1 }, MOMENT)!,
    '1 of 3 samples failed',
  );
});

test('control characters in names from elsewhere are shown, not obeyed', () => {
  const told = {
    level: 'info',
    event: 'mqtt',
    state: 'disconnected',
    broker: 'a\u001b[31m\nb',
  } as const;
  const line = textLine(told, 0)!;
  ok(line.endsWith('disconnected from a\\u001b[31m\\u000ab'), line);
});

test('readings left unsent before the broker has said anything are told with that reason', () => {
  const end = {
    level: 'warn',
    event: 'end',
    samples: 1,
    failed: 0,
    unsent: 1,
    readings: 1,
  } as const;
  ok(textLine({ ...end, explained: false }, 0)!.endsWith(': the broker has not answered yet'));
  ok(textLine({ ...end, explained: true }, 0)!.endsWith('1 of 1 readings left unsent'));
});
