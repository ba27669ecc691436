/** What a control accepts: pure, so that controls, addresses and tests share it. */
export interface Rule<T> {
  /** The legal values in words: "8 to 256 in steps of 8". */
  legal: string;
  /** The nearest legal value. */
  clamp(value: T): T;
  write(value: T): string;
  /** The value a text stands for, legal or not; undefined when it stands for none. */
  parse(text: string): T | undefined;
}

/** Reads address text by a rule: the value to use, and a sentence when that is not what was asked for. */
export function readBy<T>(rule: Rule<T>, label: string, initial: T, text: string): {value: T; note: string | null} {
  const parsed = rule.parse(text);
  const value = parsed === undefined ? initial : rule.clamp(parsed);
  if (parsed !== undefined && rule.write(value) === rule.write(parsed)) return {value, note: null};
  const given = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return {value, note: `${label}: “${given}” is not possible. It can be ${rule.legal}; ${rule.write(value)} is used.`};
}

/** Numbers from low to high; `step` counts from low, and null allows any. */
export function numberRule(low: number, high: number, step: number | null, initial: number): Rule<number> {
  if (!(low < high)) throw new RangeError(`a range needs two rising numbers, not ${low} and ${high}`);
  return {
    legal: `${low} to ${high}${step && step !== 1 ? ` in steps of ${step}` : step ? ", whole" : ""}`,
    clamp(value) {
      if (Number.isNaN(value)) return initial;
      const inside = Math.min(Math.max(value, low), high);
      if (!step) return exact(inside);
      const stepped = exact(low + Math.round((inside - low) / step) * step);
      return stepped > high ? exact(stepped - step) : stepped;
    },
    write: String,
    parse: parseNumber
  };
}

/** Frees a number of the digits that binary fractions add to steps such as 0.1. */
const exact = (value: number): number => Number(value.toPrecision(12));

/** A number as people type it: decimal comma and true minus sign too. Undefined when it is none. */
export function parseNumber(text: string): number | undefined {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  const value = Number(plain);
  return plain && Number.isFinite(value) ? value : undefined;
}

/** One of some options, each written by its key. */
export function optionRule<T>(options: readonly T[], initial: T, key: (option: T) => string): Rule<T> {
  const find = (text: string) => options.find((option) => key(option) === text);
  const names = options.slice(0, 12).map(key);
  return {
    legal: `${names.join(", ")}${options.length > 12 ? ` … (${options.length} in all)` : ""}`,
    clamp: (value) => find(key(value)) ?? initial,
    write: key,
    parse: find
  };
}

/** Yes or no, written 1 and 0. */
export const booleanRule: Rule<boolean> = {
  legal: "1 (on) or 0 (off)",
  clamp: Boolean,
  write: (value) => (value ? "1" : "0"),
  parse: (text) => (/^(1|true)$/.test(text) ? true : /^(0|false)$/.test(text) ? false : undefined)
};
