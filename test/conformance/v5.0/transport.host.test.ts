import { transport } from '../suites/transport';
import { V5_0 } from './version';

transport(V5_0);
