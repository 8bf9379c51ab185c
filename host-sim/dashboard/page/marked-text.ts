/**
 * Text that somebody marks, to copy it or to read on from there, stands still until they let go;
 * and so does what they press: on a button that has moved a press does not count.
 */

export class MarkedText {
  readonly #element: HTMLElement;
  readonly #draw: () => void;
  #isPressed = false;
  #isMarked = false;
  #isDue = false;

  /** `draw` is called when what was held back may be drawn. */
  constructor(element: HTMLElement, draw: () => void) {
    this.#element = element;
    this.#draw = draw;
    element.addEventListener('pointerdown', () => {
      this.#isPressed = true;
    });
    for (const name of ['pointerup', 'pointercancel']) addEventListener(name, this.#released);
    document.addEventListener('selectionchange', this.#changed);
  }

  /** Whether it may not be drawn now; then `draw` is called later. */
  holds(): boolean {
    this.#isDue = this.#isPressed || this.#isMarked;
    return this.#isDue;
  }

  /** Something else is to be seen in its place. */
  release(): void {
    if (this.#isMarked) getSelection()?.removeAllRanges();
    this.#isMarked = false;
  }

  /** Looked at when it changes only: to ask in each frame would cost a layout. */
  readonly #changed = (): void => {
    const selection = getSelection();
    const isMarked = selection?.isCollapsed === false;
    this.#isMarked = isMarked && selection.containsNode(this.#element, true);
    this.#catchUp();
  };

  readonly #released = (): void => {
    this.#isPressed = false;
    this.#catchUp();
  };

  readonly #catchUp = (): void => {
    if (this.#isDue && !this.#isPressed && !this.#isMarked) this.#draw();
  };
}
