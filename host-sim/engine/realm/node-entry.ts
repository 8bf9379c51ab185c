/** The realm's preparation as a script for Node's context. */

export { prepareRealm } from './prepare';
