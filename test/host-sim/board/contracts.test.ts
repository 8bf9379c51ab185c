/** The Node board keeps the ports' contracts. */

import { clockContract } from '../../firmware/ports/clock.contract';
import { networkContract } from '../../firmware/ports/network.contract';
import { pinsContract } from '../../firmware/ports/pins.contract';
import { powerContract } from '../../firmware/ports/power.contract';
import { emptyLineContract, serialContract, serialOf } from '../../firmware/ports/serial.contract';
import { socketContract } from '../../firmware/ports/socket.contract';
import { storageContract } from '../../firmware/ports/storage.contract';
import { makeNodeHarness } from './node-harness';

const HOST = 'Node';

clockContract(HOST, makeNodeHarness);
networkContract(HOST, makeNodeHarness);
pinsContract(HOST, makeNodeHarness);
powerContract(HOST, makeNodeHarness);
serialContract(HOST, serialOf(makeNodeHarness));
emptyLineContract(HOST, serialOf(makeNodeHarness));
socketContract(HOST, makeNodeHarness);
storageContract(HOST, makeNodeHarness);
