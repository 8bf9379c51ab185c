/** What the engines' bundle offers to the host. */

export { checkSettings } from '../../firmware/station/settings';
export { Boot } from '../../firmware/station/boot';
