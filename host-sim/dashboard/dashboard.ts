/** The dashboard: a page that shows the simulated board alive, and lets a person disturb it. */

import { recordedClimate } from '../board/climate';
import { ClimateError, parseClimate } from '../board/climate-csv';
import { FAULTS } from '../faults/catalogue';
import type { Options } from '../options';
import type { Simulation, Surroundings } from '../simulation';
import { parseCommand } from './act/parse-command';
import { BoardRun } from './board-run';
import type { Command, OfferedFault, ToPage } from './protocol';
import { Hub, PUSH_MS } from './serve/hub';
import { WebServer } from './serve/web-server';

type Restart = Command & { readonly do: 'restart' };

/** Starts the server on `port`, or on the next one that is free. */
export async function startDashboard(port: number): Promise<Dashboard> {
  const server = new WebServer();
  await server.listen(port);
  return new Dashboard(server);
}

export class Dashboard {
  /** A person wants another run. */
  onRestart: () => void = () => {};
  readonly #server: WebServer;
  readonly #hub: Hub;
  readonly #timer: NodeJS.Timeout;
  #run: BoardRun | undefined;
  #climate: { readonly name: string; readonly text: string } | undefined;
  #seed: number | undefined;

  constructor(server: WebServer) {
    this.#server = server;
    this.#hub = new Hub({
      hello: () => this.#hello(),
      onCommand: (text, answer) => {
        this.#command(text, answer);
      },
    });
    server.onConnection = (socket) => {
      this.#hub.add(socket);
    };
    this.#timer = setInterval(() => {
      this.#push();
    }, PUSH_MS);
  }

  get url(): string {
    return this.#server.url;
  }

  /** The options of the next run, as a person wants them. */
  optionsOf(options: Options): Options {
    return { ...options, seed: this.#seed ?? options.seed };
  }

  /** Looks on at the next run. */
  surround(options: Options, around: Surroundings): Surroundings {
    const climate = this.#climate;
    this.#run = new BoardRun(
      {
        options,
        climate,
        onRestart: (wanted) => {
          this.#restart(wanted);
        },
      },
      around,
    );
    if (!climate) return this.#run.surroundings;
    const rows = parseClimate(climate.text);
    return { ...this.#run.surroundings, climate: (startMs) => recordedClimate(rows, startMs) };
  }

  /** The board runs. */
  show(simulation: Simulation): void {
    this.#run?.attach(simulation);
    this.#hub.greetAll();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#server.close();
  }

  #push(): void {
    this.#run?.view.look();
    this.#hub.push(this.#run?.view.tables.take());
  }

  #hello(): ToPage | undefined {
    const hello = this.#run?.hello;
    if (hello?.kind !== 'hello') return undefined;
    const isPossible = ({ id }: OfferedFault): boolean =>
      (hello.about.isEmbedded || !OF_EMBEDDED_BROKER.includes(id)) &&
      (hello.about.homeCare || !id.startsWith('home.'));
    return { ...hello, faults: OFFERED.filter(isPossible) };
  }

  #command(text: string, answer: (message: ToPage) => void): void {
    try {
      const command = parseCommand(text);
      if (!this.#run) throw new Error('the board does not run yet');
      this.#run.perform(command, answer);
    } catch (error) {
      answer({ kind: 'refused', why: error instanceof Error ? error.message : String(error) });
    }
  }

  #restart({ seed, climate }: Restart): void {
    if (climate) checkClimate(climate);
    if (climate !== undefined) this.#climate = climate ?? undefined;
    this.#seed = seed;
    this.onRestart();
  }
}

/** Throws an Error that says what is wrong, and where. */
function checkClimate({ name, text }: { readonly name: string; readonly text: string }): void {
  try {
    parseClimate(text);
  } catch (error) {
    if (!(error instanceof ClimateError)) throw error;
    throw new Error(`${name}:${error.line}: ${error.message}`, { cause: error });
  }
}

/** What nobody can do to a broker that is not the simulator's. */
const OF_EMBEDDED_BROKER: readonly string[] = ['broker.down', 'home.acknowledge'];

const OFFERED: readonly OfferedFault[] = FAULTS.map(
  ({ id, group, title, does, seen, lasts, parameters }) => ({
    ...{ id, group, title, does, seen, lasts, parameters },
  }),
);
