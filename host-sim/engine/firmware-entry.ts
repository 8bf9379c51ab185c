/** What the engines' bundle offers to the host. */

export { checkSettings } from '../../firmware/station/settings';
export { Program } from '../../firmware/station/program';
