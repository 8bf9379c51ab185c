import mqtt, { type IClientOptions } from 'mqtt';

/** What mqtt.js says about a broker that does not let it in. */
export async function refusal(options: IClientOptions): Promise<string> {
  try {
    // Without the last argument a connection that is closed without a word settles nothing.
    const client = await mqtt.connectAsync({ reconnectPeriod: 0, ...options }, undefined, false);
    await client.endAsync();
    return 'it was let in';
  } catch (error) {
    return String(error);
  }
}
