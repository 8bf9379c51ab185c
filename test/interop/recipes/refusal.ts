import mqtt, { type IClientOptions } from 'mqtt';

/** What mqtt.js says about a broker that does not let it in. */
export async function refusal(options: IClientOptions): Promise<string> {
  try {
    const { protocol = 'mqtt', host, port } = options;
    const url = `${protocol}://${host!}:${port!}`;
    // Without the last argument a connection that is closed without a word settles nothing.
    const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, ...options }, false);
    await client.endAsync();
    return 'it was let in';
  } catch (error) {
    return String(error);
  }
}
