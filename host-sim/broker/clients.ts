/** The clients that are connected to a broker. */

import type { Aedes } from 'aedes';

/** A client as aedes keeps it by its id, which it does not declare. */
interface Client {
  close(): void;
}

/** Breaks the connections of all clients; they may connect again. */
export function closeClients(aedes: Aedes): void {
  const { clients } = aedes as unknown as { readonly clients: Readonly<Record<string, Client>> };
  for (const client of Object.values(clients)) client.close();
}
