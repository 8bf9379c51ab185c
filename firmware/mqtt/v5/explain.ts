/** The words for MQTT 5's reason codes, clause 2.4, beside those that 3.1.1 has too. */

import { explain, type Explanation } from '../explain';
import type { Failure } from '../failures';

const LOG = "the broker's log";
const LIMITS = 'how much is sent, and what the broker allows';
const OURS = 'that this client and the broker are up to date; report it';

/** Meaning and what to check, by reason code. */
const REASONS: Readonly<Record<number, readonly [meaning: string, check: string]>> = Object.freeze(
  {
    0x04: ['the client is gone, and its will is to be published', 'nothing'],
    0x10: ['nobody subscribes to it', 'that a subscriber is there, and its filter'],
    0x11: ['there was no such subscription', 'the filter'],
    0x80: ['an error that the broker does not name', LOG],
    0x81: ['the broker could not read a packet', OURS],
    0x82: ['the broker did not expect a packet', OURS],
    0x83: ['the broker does not want it', LOG],
    0x84: ['the broker does not speak this version of MQTT', 'that fallBack is not switched off'],
    0x85: ['the broker does not accept the client id', 'the id: short, of letters and digits'],
    0x86: ['wrong user name or password', 'user name and password'],
    0x87: ['not authorised', "the broker's access rules for this client"],
    0x88: ['the broker is not available', LOG],
    0x89: ['the broker is busy', 'nothing: try again later'],
    0x8a: ['this client is banned', 'the administrator of the broker'],
    0x8b: ['the broker is shutting down', 'nothing: try again later'],
    0x8c: ['the broker does not know this way to authenticate', 'the method'],
    0x8d: ['the broker has heard nothing for too long', 'the network, and the keep-alive'],
    0x8e: ['another client with the same id has taken the place of this one', 'the client ids'],
    0x8f: ['the broker does not accept the filter', 'the filter'],
    0x90: ['the broker does not accept the topic', 'the topic'],
    0x91: ['the packet identifier is in use', 'nothing: the message is counted as refused'],
    0x92: ['the packet identifier is not known', 'nothing: the message is done'],
    0x93: ['more messages were under way than the broker takes', OURS],
    0x94: ['a topic alias is not known', OURS],
    0x95: ['a packet was larger than the broker takes', 'the size of the messages'],
    0x96: ['messages came too fast', LIMITS],
    0x97: ['a limit is used up', LIMITS],
    0x98: ['an administrator has ended the connection', 'the administrator of the broker'],
    0x99: ['the payload is not what its properties say', 'isText and contentType'],
    0x9a: ['the broker keeps no messages', 'that RETAIN is not asked for, also of the will'],
    0x9b: ['the broker has no such quality of service', "the will's QoS"],
    0x9c: ['another broker is to be used for now', "serverReference, the broker's name"],
    0x9d: ['the broker has moved', "serverReference, the broker's new name"],
    0x9e: ['the broker has no shared subscriptions', 'the filter'],
    0x9f: ['connections came too fast', LIMITS],
    0xa0: ['the connection has lasted as long as the broker allows', 'nothing: connect again'],
    0xa1: ['the broker has no subscription identifiers', 'the subscription'],
    0xa2: ['the broker has no wildcards', 'the filter'],
  },
  true,
);

/** What a reason code means. */
export function explainReason(code: number): Explanation {
  const [meaning, check] = REASONS[code] ?? [`a reason that MQTT 5 does not know`, LOG];
  return { meaning: `${meaning} (reason code 0x${code.toString(16).padStart(2, '0')})`, check };
}

/** As explain() of the client, and for what MQTT 5 adds. */
export function explain5(failure: Failure, state: number): Explanation {
  const hasReason = failure === 'refused' || failure === 'closed by server';
  return hasReason && state >= 0x80 ? explainReason(state) : explain(failure, state);
}
