/** A step that publishes something at the embedded broker, as another client would. */

import { isScalar } from 'yaml';
import { topicProblem } from '../broker/message';
import type { Fields } from './fields';
import type { PublishStep } from './scenario';

/** Reads it; what is wrong is told, and then there is none. */
export function publishStep(fields: Fields, atMs: number): PublishStep | undefined {
  const topic = fields.text('publish');
  if (topic === undefined) return undefined;
  const problem = topicProblem(topic);
  if (problem !== undefined) {
    fields.wrong('publish', `publish "${topic}": ${problem}`);
    return undefined;
  }
  return {
    kind: 'publish',
    atMs,
    message: {
      topic,
      payload: fields.text('payload') ?? '',
      qos: (fields.whole('qos', 0, 2) ?? 0) as 0 | 1 | 2,
      retain: retainOf(fields),
    },
  };
}

function retainOf(fields: Fields): boolean {
  const node = fields.get('retain');
  const value = isScalar(node) ? node.value : undefined;
  if (node && typeof value !== 'boolean') fields.wrong('retain', 'retain: write true or false');
  return value === true;
}
