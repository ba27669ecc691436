import {h} from "../views/dom.js";
import {asInput, type Input} from "./input.js";

/**
 * A set of names out of a list that another view shows: it holds the value and its place in the address, and has no
 * look of its own.
 */
export function picks(names: readonly string[], {label}: {label: string}): Input<string[]> {
  let value: string[] = [];
  const legal = (given: readonly string[]) => names.filter((name) => given.includes(name));
  return asInput<string[], HTMLElement>(h("span", {hidden: true}), {
    label,
    initial: [],
    get: () => value,
    set: (next) => void (value = legal(next)),
    write: () => value.map((name) => names.indexOf(name)).join("."),
    read: (text) => {
      const given = text ? text.split(".").map((i) => names[Number(i)]) : [];
      value = legal(given.filter((name) => name !== undefined));
      return value.length === given.length
        ? null
        : `${label}: some of what the link names does not exist here; it is left out.`;
    }
  });
}
