/** Elements in one expression, and changes that touch the page only where something is new. */

type Attribute = string | number | boolean | undefined | ((event: never) => void);
export type Child = Node | string | undefined | false;

/** An element; attributes that begin with `on` are listeners, and undefined ones are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) give(element, name, value);
  append(element, children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(
  tag: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (Node | string)[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`);
  element.append(...children);
  return element;
}

function give(element: HTMLElement, name: string, value: Attribute): void {
  if (value === undefined || value === false) return;
  if (typeof value === 'function') {
    element.addEventListener(name.slice(2), value as unknown as EventListener);
  } else element.setAttribute(name, value === true ? '' : `${value}`);
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== undefined && child !== false) element.append(child);
  }
}

/** Puts other children in the place of those that are there. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren();
  append(element, children);
}

/** Sets the text if it is another one: what reads the page aloud hears of changes only. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setData(element: HTMLElement, name: string, value: string): void {
  if (element.dataset[name] !== value) element.dataset[name] = value;
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Shows or hides it; whoever stands on it as it goes comes to `next`. */
export function hideFrom(element: HTMLElement, isHidden: boolean, next: HTMLElement): void {
  if (isHidden && element.contains(document.activeElement)) next.focus({ preventScroll: true });
  element.hidden = isHidden;
}

let pxPerRem: number | undefined;

/** Pixels of so many times the size of letters that the person has set. */
export function remPx(rem: number): number {
  pxPerRem ??= Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  return rem * pxPerRem;
}

/** A labelled control. */
export function labelled(text: string, control: HTMLElement, hint = ''): HTMLLabelElement {
  return h(
    'label',
    { class: 'field' },
    h('span', { class: 'field-name' }, text),
    control,
    hint !== '' && h('small', {}, hint),
  );
}

/** The class of what acts on the board: of no use while the simulator does not answer. */
export const ACTING = 'acting';

/** A group of controls that act on the board. */
export function acting(
  className: string,
  name: string,
  ...children: readonly Child[]
): HTMLDivElement {
  const attributes = { class: `${ACTING} ${className}`, role: 'group', 'aria-label': name };
  return h('div', { ...attributes, 'aria-disabled': 'true' }, ...children);
}

/** A section with its heading. */
export function card(
  id: string,
  title: string,
  tools: readonly Child[],
  ...children: readonly Child[]
): HTMLElement {
  return h(
    'section',
    { class: 'card', id, 'aria-labelledby': `${id}-title` },
    h(
      'div',
      { class: 'card-head' },
      h('h2', { id: `${id}-title` }, title),
      h('div', { class: 'tools' }, ...tools),
    ),
    ...children,
  );
}

/** Gives a text to the person as a file. */
export function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h('a', { href: url, download: name });
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 1_000);
}
