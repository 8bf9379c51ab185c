/** Serves Node: takes batches of events, and answers with what the turn has gathered. */

import { prepareRealm, type Realm } from '../../realm/prepare';
import { WireReader, type WireValue } from '../wire';
import { Link } from './link';
import { workerText } from './natives';

/** What Node may ask the program to do; a promise's value is sent when it is there. */
export type Commands = Readonly<
  Record<string, (...args: never[]) => WireValue | Promise<WireValue> | undefined>
>;

/** What a program is given to work with. */
export interface Guest {
  readonly link: Link;
  readonly realm: Realm;
}

/** How the worker calls in, and where a script leaves its exports. */
const ENTRANCE = 'handleCommand';

interface Entrance {
  (batch: ArrayBuffer): { readonly result: ArrayBuffer };
  /** Set by the program's script. */
  program?: unknown;
}

/** Prepares the realm, and answers from now on with `commandsOf` the script that is evaluated next. */
export function serve(commandsOf: (program: unknown, guest: Guest) => Commands): void {
  const link = new Link();
  const realm = prepareRealm(workerText, [ENTRANCE]);
  let commands: Commands | undefined;

  const fault = (error: unknown): void => {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    link.post('fault', name, message, stack);
  };

  const command = (token: number, name: string, args: readonly WireValue[]): void => {
    commands ??= commandsOf(entrance.program, { link, realm });
    const action = commands[name] as (...args: readonly WireValue[]) => unknown;
    const answer = action(...args);
    const done = (value: unknown): void => {
      link.post('done', token, value as WireValue);
    };
    if (answer instanceof Promise) answer.then(done, fault);
    else done(answer);
  };

  const entrance: Entrance = (batch) => {
    const events = new WireReader(new Uint8Array(batch), workerText);
    link.nowMs = events.number();
    link.unixMs = events.value() as number | undefined;
    try {
      while (events.more) {
        const [handle, name, args] = events.list() as [number, string, readonly WireValue[]];
        // The handle 0 is the program itself.
        if (handle !== 0) link.deliver(handle, name, args);
        else command(args[0] as number, name, args.slice(1));
      }
    } catch (error) {
      fault(error);
    }
    // The worker asks for it when the turn's promise jobs have run.
    return {
      get result() {
        return link.take();
      },
    };
  };
  Object.defineProperty(globalThis, ENTRANCE, { value: entrance });
}
