/** Faults of the broker. */

import { closeClients } from '../broker/clients';
import type { Fault } from './fault';

/** Not authorised, as a CONNACK says it. */
const NOT_AUTHORISED = 5;

const brokerDown: Fault = {
  id: 'broker.down',
  group: 'broker',
  title: 'The broker is down',
  does: 'Breaks every connection to the broker, which then takes none; its sessions are gone.',
  seen: 'mqtt lost; afterwards everything that waited.',
  parameters: [],
  lasts: true,
  begin: ({ broker }) => {
    broker?.shut();
    return () => {
      broker?.open();
    };
  },
};

const brokerRefuses: Fault = {
  id: 'broker.refuses',
  group: 'broker',
  title: 'The broker refuses, code 5',
  does: 'Breaks every connection, and answers each CONNECT with code 5.',
  seen: 'refused, code 5: not authorised.',
  parameters: [],
  lasts: true,
  begin: ({ broker }) => {
    if (!broker) return () => {};
    const { aedes } = broker;
    const before = aedes.authenticate;
    aedes.authenticate = (_client, _user, _password, done) => {
      done(Object.assign(new Error('not authorised'), { returnCode: NOT_AUTHORISED }), false);
    };
    closeClients(aedes);
    return () => {
      aedes.authenticate = before;
    };
  },
};

const brokerKicks: Fault = {
  id: 'broker.kicks',
  group: 'broker',
  title: 'Another client has the same id',
  does: 'Breaks the connection, as a broker does when a twin connects.',
  seen: 'mqtt lost, and connected again.',
  parameters: [],
  lasts: false,
  begin: ({ broker }) => {
    if (broker) closeClients(broker.aedes);
    return () => {};
  },
};

export const BROKER_FAULTS: readonly Fault[] = [brokerDown, brokerRefuses, brokerKicks];
