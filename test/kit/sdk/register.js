/** Loaded before a test file on Node, by `--import`. */

import { register } from 'node:module';

register('./hooks.js', import.meta.url);
