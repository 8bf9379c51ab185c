/** What people do around a home-care board: no faults of anything, but they happen like ones. */

import type { AedesPublishPacket } from 'aedes';
import type { Home } from '../board/home';
import { lasting, momentary, setting } from './define';
import type { Fault } from './fault';
import type { Stage } from './stage';

function homeOf({ home }: Stage): Home {
  if (!home) throw new Error('there is no home-care board here: start with --home-care');
  return home;
}

/** As somebody does it who has heard the call. */
function acknowledgeAll({ home, broker }: Stage): void {
  if (!broker) throw new Error('an outside broker has to be told from outside');
  for (const topic of home?.raised ?? []) {
    const payload = Buffer.from('a neighbour');
    const packet = { cmd: 'publish', topic: `${topic}/acknowledge`, payload, qos: 1 };
    broker.aedes.publish(
      { ...packet, retain: false, dup: false } as AedesPublishPacket,
      () => undefined,
    );
  }
}

export const HOME_FAULTS: readonly Fault[] = [
  lasting(
    'home.door-open',
    {
      title: 'The door is open',
      does: 'Somebody leaves the door open.',
      seen: 'door: open; an alert when it is night, or when it lasts.',
    },
    [],
    (stage) => {
      const { door } = homeOf(stage);
      door.set(1);
      return () => {
        door.set(0);
      };
    },
  ),
  setting(
    'home.pressure-high',
    {
      title: 'The blood pressure is high',
      does: 'The person’s pressure is far too high.',
      seen: 'with the next measurement an alert, and calls until somebody acknowledges.',
    },
    [],
    (stage) => homeOf(stage).person,
    () => ({ isHigh: true }),
  ),
  setting(
    'home.cuff-off',
    {
      title: 'The cuff is switched off',
      does: 'It does not answer.',
      seen: 'the cuff did not answer; after an hour an alert.',
    },
    [],
    (stage) => homeOf(stage).person,
    () => ({ isCuffOff: true }),
  ),
  momentary(
    'home.acknowledge',
    {
      title: 'Somebody sees to it',
      does: 'A neighbour acknowledges all alerts that are raised.',
      seen: 'the alerts are acknowledged, and nobody else is called.',
    },
    [],
    acknowledgeAll,
  ),
  lasting(
    'home.monitor-gone',
    {
      title: 'The monitor is gone',
      does: 'The program that watches dies, and is started again when this ends.',
      seen: 'its status is offline; it comes back knowing all alerts.',
    },
    [],
    (stage) => {
      const { monitor } = homeOf(stage);
      monitor?.die();
      return () => monitor?.start();
    },
  ),
];
