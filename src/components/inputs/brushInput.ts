import {h} from "../views/dom.js";
import {asInput, emit, group, type Input} from "./input.js";
import {parseNumber} from "./rules.js";

/** From where to where, by field; fields that are not brushed are not there. */
export type Brushed = Readonly<Record<string, readonly [number, number]>>;

export interface BrushInput extends Input<Brushed> {
  /** What the page last gave the picture, and how often: a picture drawn anew begins with it. */
  readonly given: {brushed: Brushed; times: number};
  /** Takes what the reader brushed in the picture, which shows it already. */
  drawn(value: Brushed): void;
  /** How many things are inside, to be written beside the button. */
  count: string;
}

/** What the reader brushed in a picture: intervals of some fields. The picture draws; this keeps, empties and links. */
export function brushInput(fields: readonly string[], {label}: {label: string}): BrushInput {
  let value: Brushed = {};
  let given = {brushed: value, times: 0};
  const count = h("span", {class: "v-count", "aria-live": "polite"});
  const clear = h("button", {type: "button", class: "v-button"}, "Lift the brush");
  const element = group("brushed", {label}, h("span", {class: "v-row"}, clear, count));
  const keep = (next: Brushed) => {
    value = Object.fromEntries(
      Object.entries(next)
        .filter(([field]) => fields.includes(field))
        .map(rounded)
    );
    clear.disabled = !Object.keys(value).length;
  };
  const set = (next: Brushed) => {
    keep(next);
    given = {brushed: value, times: given.times + 1};
  };
  clear.addEventListener("click", () => {
    set({});
    emit(input, true);
  });
  const input = asInput<Brushed, HTMLElement>(element, {
    label,
    initial: {},
    get: () => value,
    set,
    write: () => write(value),
    read: (text) => {
      const parts = text ? text.split("_").map(parse) : [];
      const good = parts.filter((part) => part !== null && fields.includes(part[0]));
      set(Object.fromEntries(good as [string, [number, number]][]));
      return good.length === parts.length
        ? null
        : `${label}: not all of “${text.slice(0, 40)}” is possible; ${good.length} intervals are used.`;
    }
  }) as BrushInput;
  Object.defineProperties(input, {
    given: {get: () => given},
    drawn: {
      value: (next: Brushed) => {
        const before = write(value);
        keep(next);
        if (write(value) !== before) emit(input, true);
      }
    },
    count: {get: () => count.textContent, set: (text: string) => void (count.textContent = text)}
  });
  set({});
  return input;
}

const rounded = ([field, [a, b]]: [string, readonly [number, number]]) =>
  [field, [a, b].map((v) => Number(v.toPrecision(6))).sort((p, q) => p - q) as [number, number]] as const;

const write = (value: Brushed) =>
  Object.entries(value)
    .map(([field, [low, high]]) => `${field}*${low}*${high}`)
    .join("_");

function parse(text: string): [string, [number, number]] | null {
  const [field, low, high, ...rest] = text.split("*");
  const ends = [low, high].map((v) => parseNumber(v ?? ""));
  return rest.length || ends.includes(undefined) ? null : [field, ends as [number, number]];
}
