/** Faults of the broker. Those that lose or change packets work with an outside broker too. */

import { closeClients } from '../broker/clients';
import { lasting, momentary, setting } from './define';
import type { Fault } from './fault';
import type { Stage } from './stage';

const network = ({ network }: Stage) => network;

/** Packet types, MQTT 3.1.1 clause 2.2.1. */
const CONNACK = 2;
const PUBACK = 4;
const PUBREC = 5;
const PUBCOMP = 7;
const PINGRESP = 13;

export const BROKER_FAULTS: readonly Fault[] = [
  lasting(
    'broker.down',
    {
      title: 'The broker is down',
      does: 'Breaks every connection to the broker, which then takes none.',
      seen: 'mqtt lost, and that it cannot connect; afterwards everything that waited.',
    },
    [
      {
        name: 'losesSessions',
        what: '1 when it forgets sessions and what it retains',
        minimum: 0,
        maximum: 1,
        preset: 0,
      },
    ],
    ({ broker }, { losesSessions }) => {
      broker?.shut();
      return () => {
        broker?.open(losesSessions === 1);
      };
    },
  ),
  setting(
    'broker.refuses',
    {
      title: 'The broker refuses',
      does: 'Breaks every connection, and answers each CONNECT with that return code.',
      seen: 'refused, with the code and its meaning.',
    },
    [{ name: 'code', what: 'of CONNACK', minimum: 1, maximum: 5, preset: 5 }],
    network,
    ({ code }) => ({ refusal: code! }),
    (stage) => {
      stage.network.reset();
    },
  ),
  setting(
    'broker.no-connack',
    {
      title: 'No CONNACK',
      does: 'Breaks every connection; the answer to CONNECT gets lost each time.',
      seen: 'nothing is said: no MQTT broker.',
    },
    [],
    network,
    () => ({ lostPackets: [CONNACK] }),
    (stage) => {
      stage.network.reset();
    },
  ),
  setting(
    'broker.no-acknowledgement',
    {
      title: 'No acknowledgements',
      does: 'PUBACK, PUBREC and PUBCOMP get lost; pings are answered.',
      seen: 'mqtt lost after half a minute: the server acknowledges nothing; and again, until it ends.',
    },
    [],
    network,
    () => ({ lostPackets: [PUBACK, PUBREC, PUBCOMP] }),
  ),
  setting(
    'broker.no-pingresp',
    {
      title: 'No answer to pings',
      does: 'PINGRESP gets lost.',
      seen: 'mqtt lost where nothing else comes for two keep-alive intervals.',
    },
    [],
    network,
    () => ({ lostPackets: [PINGRESP] }),
  ),
  momentary(
    'broker.kicks',
    {
      title: 'Another client has the same id',
      does: 'Breaks the connection, as a broker does when a twin connects.',
      seen: 'mqtt lost, and connected again.',
    },
    [],
    ({ broker, network: around }) => {
      if (broker) closeClients(broker.aedes);
      else around.reset();
    },
  ),
];
