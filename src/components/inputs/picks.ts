import {h} from "../views/dom.js";
import {asInput, type Input} from "./input.js";

/** A name in the address: a list that grows later still reads old links. */
const slugOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, "-");

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
    write: () => value.map(slugOf).join("."),
    read: (text) => {
      const given = text ? text.split(".") : [];
      value = names.filter((name) => given.includes(slugOf(name)));
      return value.length === given.length
        ? null
        : `${label}: some of what the link names does not exist here; it is left out.`;
    }
  });
}
