/** An element that holds a value for other cells, without looks of its own: set it with `assign`. */
export const held = <T>(value?: T): HTMLElement & {value: T | undefined} =>
  Object.assign(document.createElement("span"), {value});
