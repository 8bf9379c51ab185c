/** What keys and fingers do to the chart: uPlot itself hears of a mouse only. */

export interface ChartHands {
  /** By this part of what is shown; negative goes back in time. */
  readonly pan: (part: number) => void;
  /** So many times as long. */
  readonly zoom: (times: number) => void;
  readonly follow: () => void;
}

export const ZOOM_TIMES = 2;
const PAN_PART = 0.2;

/** Says what the keys do, for a label. */
export const KEYS_TEXT = 'left and right arrow move, plus and minus zoom, Escape follows the time';

export function listenToHands(element: HTMLElement, hands: ChartHands): void {
  const { pan, zoom, follow } = hands;
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => {
      pan(-PAN_PART);
    },
    ArrowRight: () => {
      pan(PAN_PART);
    },
    '+': () => {
      zoom(1 / ZOOM_TIMES);
    },
    '=': () => {
      zoom(1 / ZOOM_TIMES);
    },
    '-': () => {
      zoom(ZOOM_TIMES);
    },
    Escape: follow,
    Home: follow,
  };
  element.addEventListener('keydown', (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    const action = actions[key];
    if (!action || ctrlKey || metaKey || altKey) return;
    event.preventDefault();
    action();
  });
  listenToFingers(element, hands);
}

/** One finger moves it, two zoom. Up and down stays with the page, as its style says. */
function listenToFingers(element: HTMLElement, { pan, zoom }: ChartHands): void {
  const fingers = new Map<number, number>();
  const spread = (): number => Math.max(...fingers.values()) - Math.min(...fingers.values());
  element.addEventListener('pointerdown', ({ pointerType, pointerId, clientX }) => {
    if (pointerType === 'touch') fingers.set(pointerId, clientX);
  });
  element.addEventListener('pointermove', ({ pointerId, clientX }) => {
    const beforeX = fingers.get(pointerId);
    if (beforeX === undefined) return;
    const beforePx = spread();
    fingers.set(pointerId, clientX);
    if (fingers.size === 1) pan((beforeX - clientX) / element.clientWidth);
    else if (beforePx > 0 && spread() > 0) zoom(beforePx / spread());
  });
  for (const name of ['pointerup', 'pointercancel'] as const) {
    addEventListener(name, ({ pointerId }) => {
      fingers.delete(pointerId);
    });
  }
}
