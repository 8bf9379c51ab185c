/** The chip's conversions of text, which the client uses: every module of the published library begins with them. */

import { nodeText } from '../engine/node-text';
import { installText } from '../engine/realm/text';

installText(nodeText);
