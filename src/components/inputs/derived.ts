import {assign, whenever} from "./assign.js";

/**
 * What follows from some controls, as an element with a value: cells that use it run again only when it changes, not
 * with each move of a control that does not count at the moment.
 */
export function derived<T>(inputs: readonly HTMLElement[], make: () => T): HTMLElement & {readonly value: T} {
  const element = Object.assign(document.createElement("span"), {value: make()});
  const follow = () => {
    const next = make();
    if (next !== element.value) assign(element, next);
  };
  inputs.forEach((input) => whenever(input as HTMLElement & {value: unknown}, follow));
  return element;
}
