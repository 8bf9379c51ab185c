/**
 * Settings as pairs of name and text, as a build is configured with them and a board
 * keeps them. Names have at most 15 bytes, for they are keys of NVS too.
 */

export type Texts = Readonly<Record<string, string | undefined>>;

export const NAMES: readonly string[] = Object.freeze(
  [
    ...['ssid', 'wifipassword', 'host', 'port', 'user', 'password', 'derive'],
    ...['tlsca', 'tlscert', 'tlskey', 'tlsalpn', 'tlsinsecure', 'payloadkey'],
    ...['id', 'base', 'topic', 'keepalive', 'qos', 'model', 'pin', 'every', 'sleep', 'wakebudget'],
    ...['discovery', 'birthtopic'],
  ],
  true,
);

/** What nobody is shown. */
export const SECRETS: readonly string[] = Object.freeze([
  'wifipassword',
  'password',
  'tlskey',
  'payloadkey',
]);

/** What checkSettings takes; `dhtPin` is the sensor's unless the texts have another. */
export function settingsOf(texts: Texts, dhtPin: number | undefined): unknown {
  const { id, base, topic, keepalive, qos, sleep, wakebudget, payloadkey } = texts;
  const { ssid, wifipassword, host, port, user, password, derive } = texts;
  const { model, pin, every } = texts;
  return {
    id,
    base,
    topic,
    keepAliveS: numberOf(keepalive),
    qos: numberOf(qos),
    sleep: flagOf(sleep),
    wakeBudgetMs: numberOf(wakebudget),
    payloadKey: payloadkey,
    discovery: discoveryOf(texts),
    wifi: { ssid, password: wifipassword },
    broker: {
      ...{ host, port: numberOf(port), user, password, derivesPassword: flagOf(derive) },
      tls: tlsOf(texts),
    },
    sensors: [{ model, pin: numberOf(pin) ?? dhtPin, intervalMs: numberOf(every) }],
  };
}

/** A birth topic alone is passed on to be refused: whoever gives one wants Home Assistant to be told. */
function discoveryOf({ discovery, birthtopic }: Texts): unknown {
  if (discovery === undefined && birthtopic === undefined) return undefined;
  return { prefix: discovery ?? null, birthTopic: birthtopic };
}

/** Plain without any of its names. */
function tlsOf({ tlsca, tlscert, tlskey, tlsalpn, tlsinsecure }: Texts): unknown {
  const given = [tlsca, tlscert, tlskey, tlsalpn, tlsinsecure];
  if (given.every((text) => text === undefined)) return undefined;
  const insecure = flagOf(tlsinsecure);
  return { ca: tlsca, certificate: tlscert, key: tlskey, alpn: tlsalpn, insecure };
}

/** `1` and `true`, `0` and `false`; anything else is passed on to be refused. */
function flagOf(text: string | undefined): unknown {
  if (text === '1' || text === 'true') return true;
  return text === '0' || text === 'false' ? false : text;
}

/** What is no number is passed on to be refused. */
function numberOf(text: string | undefined): unknown {
  const value = Number(text);
  return text === undefined || text === '' || Number.isNaN(value) ? text : value;
}
