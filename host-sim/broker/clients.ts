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

/** What aedes (1.2) keeps for its clients, which it does not declare. */
interface Memory {
  setup(broker: unknown): Promise<void>;
}

interface Persistence {
  asyncPersistence: Memory;
}

/** Forgets all sessions and all that is retained, as a broker does that keeps nothing on disk. */
export function forgetSessions(aedes: Aedes): void {
  const { persistence } = aedes as unknown as { readonly persistence: Persistence };
  const Empty = persistence.asyncPersistence.constructor as new (options: object) => Memory;
  const empty = new Empty({});
  void empty.setup(aedes); // in memory there is nothing to wait for
  persistence.asyncPersistence = empty;
}
