import { transport } from '../suites/transport';
import { V3_1_1 } from './version';

transport(V3_1_1);
