import { requests } from '../suites/requests';
import { V3_1_1 } from './version';

requests(V3_1_1);
