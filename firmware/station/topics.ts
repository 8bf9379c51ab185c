/** The station's topics. */

export interface Topics {
  /** Where readings go. */
  readonly reading: string;
  /** `online` or `offline`, retained. */
  readonly status: string;
  /** Settings come in here. */
  readonly set: string;
  /** What was wrong with them goes here. */
  readonly error: string;
}

/** `<base>/<id>/…`; `reading`, if given, replaces the topic of the readings. */
export function topicsOf(base: string, id: string, reading: string | undefined): Topics {
  const root = `${base}/${id}`;
  return {
    reading: reading ?? `${root}/reading`,
    status: `${root}/status`,
    set: `${root}/set`,
    error: `${root}/error`,
  };
}
