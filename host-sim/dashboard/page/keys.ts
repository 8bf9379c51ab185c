/** Keys for the whole page, where no control takes them itself. */

const TAKERS = 'input, select, textarea, button, summary, a, [role=tab]';

export function listenToKeys(actions: Readonly<Record<string, () => void>>): void {
  document.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const taker = (event.target as HTMLElement).closest<HTMLElement>(TAKERS);
    const types = taker?.matches('input:not([type=checkbox], [type=range]), textarea, select');
    // A button has the space for itself; letters it leaves to us.
    if (types === true || (taker && key === ' ')) return;
    const action = actions[key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
