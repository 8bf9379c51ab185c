/** What `connect` takes, in Arduino's forms and as options. */

export interface WillOptions {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  /** 0, the default, to 2 */
  readonly qos?: number;
  /** Whether the broker keeps the will for later subscribers; false by default. */
  readonly retain?: boolean;
}

/** Every field of CONNECT, MQTT 3.1.1 clause 3.1. */
export interface ConnectOptions {
  /** Client identifier; the empty one, with a clean session, lets the broker choose. */
  readonly id: string;
  readonly user?: string | undefined;
  /** Needs a user [MQTT-3.1.2-22]. */
  readonly password?: string | Uint8Array | undefined;
  readonly will?: WillOptions | undefined;
  /** True, the default, forgets the session when the connection ends. */
  readonly cleanSession?: boolean;
  /** Seconds, 0 to 65535; 0 is off. Default: what `setKeepAlive` says. */
  readonly keepAliveS?: number;
  /** `MQTT_VERSION_3_1_1`, the default, or `MQTT_VERSION_3_1`. */
  readonly version?: number;
}

/** The forms that PubSubClient has for `connect`; Arduino's NULL may be null or undefined. */
export type ConnectArguments =
  | readonly [options: ConnectOptions]
  | readonly [id: string]
  | readonly [id: string, user: Text, password: Text]
  | readonly [id: string, ...WillArguments]
  | readonly [id: string, user: Text, password: Text, ...WillArguments]
  | readonly [id: string, user: Text, password: Text, ...WillArguments, cleanSession: boolean];

type Text = string | null | undefined;
type WillArguments = [topic: Text, qos: number, retain: boolean, message: Text];

/** Brings Arduino's forms of `connect` into the shape of options, as PubSubClient reads them. */
export function connectOptions(form: ConnectArguments): ConnectOptions {
  if (form.length === 1) {
    const [first] = form;
    // What is neither becomes the id, which is then named as the mistake.
    return typeof first === 'object' && (first as unknown) ? first : { id: first as string };
  }
  if (form.length === 3) return login(form[0], form[1], form[2]);
  if (form.length === 5) {
    const [id, ...will] = form;
    return { id, will: arduinoWill(...will) };
  }
  if (form.length === 7) {
    const [id, user, password, ...will] = form;
    return { ...login(id, user, password), will: arduinoWill(...will) };
  }
  const [id, user, password, topic, qos, retain, message, cleanSession] = form;
  const will = arduinoWill(topic, qos, retain, message);
  return { ...login(id, user, password), will, cleanSession };
}

/** A password without a user is left out, as on Arduino. */
function login(id: string, user: Text, password: Text): ConnectOptions {
  if (user === null || user === undefined) return { id };
  return { id, user, password: password ?? undefined };
}

function arduinoWill(
  topic: Text,
  qos: number,
  retain: boolean,
  message: Text,
): WillOptions | undefined {
  if (topic === null || topic === undefined) return undefined;
  return { topic, payload: message ?? '', qos, retain };
}
