/** The floor, in a process of its own. */

import { BareClient } from './bare-client';
import { serve } from './driver';

serve(() => new BareClient());
