/** The topics of home care, all of them under `<base>/<id>`. */

export interface CareTopics {
  readonly filters: readonly string[];
  alert(device: string, rule: string): string;
  call(device: string, to: string): string;
  acknowledge(device: string, rule: string): string;
  /** `watching` or `not watching` of the monitor, retained; the latter is its last will. */
  readonly status: string;
}

/** What a topic is about. */
export interface Place {
  readonly device: string;
  readonly what: 'status' | 'sensor' | 'alert' | 'acknowledge';
  /** Of a sensor the last level, of the others the rule. */
  readonly name: string;
}

/** Levels under a device that are no sensors. */
const NO_SENSORS = ['set', 'error', 'call'];

export function careTopics(base: string, monitor: string): CareTopics {
  return {
    filters: [`${base}/+/+`, `${base}/+/alert/+`, `${base}/+/alert/+/acknowledge`],
    alert: (device, rule) => `${base}/${device}/alert/${rule}`,
    call: (device, to) => `${base}/${device}/call/${to}`,
    acknowledge: (device, rule) => `${base}/${device}/alert/${rule}/acknowledge`,
    status: `${base}/${monitor}/status`,
  };
}

/** Undefined for what is nothing of ours. */
export function placeOf(base: string, topic: string): Place | undefined {
  if (!topic.startsWith(`${base}/`)) return undefined;
  const [device = '', first = '', rule, last, ...more] = topic.slice(base.length + 1).split('/');
  if (more.length > 0 || device === '' || first === '') return undefined;
  if (first === 'alert' && rule !== undefined && rule !== '') {
    if (last === undefined) return { device, what: 'alert', name: rule };
    return last === 'acknowledge' ? { device, what: 'acknowledge', name: rule } : undefined;
  }
  if (rule !== undefined || NO_SENSORS.includes(first)) return undefined;
  return { device, what: first === 'status' ? 'status' : 'sensor', name: first };
}
