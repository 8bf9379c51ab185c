import { requests } from '../suites/requests';
import { V5_0 } from './version';

requests(V5_0);
