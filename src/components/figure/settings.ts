import {embedded} from "./embed.js";

/** What an input must offer so that a link can hold its value; every element of inputs/ does. */
export interface Setting<T = any> extends HTMLElement {
  value: T;
  readonly initial: T;
  /** The value as text for the address. */
  write(): string;
  /** Takes a value from an address, made legal. Gives null, or a sentence on what was wrong with it. */
  read(text: string): string | null;
}

/** The settings of one figure: its inputs by name, and what ties them to the page's address. */
export type Settings<Inputs extends Record<string, Setting>> = Inputs & {
  readonly [tie]: {id: string; link(): string; reset(): void; problems: string[]};
};

const tie = Symbol("settings");

/** The control that is being told what the address says; null while no address is read. */
let reading: Setting | null = null;
/** Controls that others set meanwhile, of any figure: where the address does not name them, they stay as they were set. */
const followed = new Set<Setting>();
/** Did this task already make a step of history? What follows from a control, in any figure, belongs to that step. */
let stepped = false;

/**
 * Declares a figure's settings and ties them to the page's address (`?id.name=value`): a reload, a shared link, a
 * Try-this link and the back button all bring the same figure. The address holds only what differs from the defaults.
 * A forged value is made legal and reported by `problemsOf`. Each gesture, with all that follows from it at once, is one
 * step of the browser's history.
 */
export function settings<Inputs extends Record<string, Setting>>(id: string, inputs: Inputs): Settings<Inputs> {
  const names = Object.keys(inputs);
  const key = (name: string) => `${id}.${name}`;
  const problems: string[] = [];

  function readAddress(emit: boolean) {
    const query = new URLSearchParams(location.search);
    const take = (name: string) => {
      const text = query.get(key(name));
      if (text !== null) return inputs[name].read(text);
      if (emit && !followed.has(inputs[name])) inputs[name].value = inputs[name].initial;
      return null;
    };
    const written = () => new Map(names.map((name) => [name, inputs[name].write()]));
    const before = written();
    problems.length = 0;
    problems.push(...names.map(take).filter((problem) => problem !== null));
    if (!emit) return;
    const wanted = written();
    const tell = (name: string) => {
      reading = inputs[name];
      reading.dispatchEvent(new Event("input", {bubbles: true}));
      reading = null;
    };
    names.filter((name) => wanted.get(name) !== before.get(name)).forEach(tell);
    // A network that changes forgets its layer: what one control undid of another is taken from the address again.
    for (const name of names.filter((name) => query.has(key(name)) && inputs[name].write() !== wanted.get(name))) {
      take(name);
      tell(name);
    }
    setTimeout(() => followed.clear());
  }

  function addressWith(keep: (input: Setting, text: string) => boolean): string {
    const query = new URLSearchParams(location.search);
    for (const name of names) {
      const text = inputs[name].write();
      if (keep(inputs[name], text)) query.set(key(name), text);
      else query.delete(key(name));
    }
    const search = query.toString();
    return `${location.pathname}${search && `?${search}`}${location.hash}`;
  }

  // One gesture (moves of one input in quick succession) is one step of history.
  let last = {name: "", time: -Infinity};
  function remember(name: string) {
    if (reading) {
      if (inputs[name] !== reading) followed.add(inputs[name]);
      return;
    }
    const time = performance.now();
    const same = stepped || (name === last.name && time - last.time < 1000);
    if (!stepped) last = {name, time};
    stepped = true;
    setTimeout(() => (stepped = false));
    const address = addressWith(changed);
    // Inside another page, the back button is that page's.
    if (same || embedded() !== null) history.replaceState(null, "", address);
    else if (address !== location.pathname + location.search + location.hash) history.pushState(null, "", address);
  }

  const defaults = new Map(names.map((name) => [inputs[name], inputs[name].write()]));
  const changed = (input: Setting, text: string) => text !== defaults.get(input);

  readAddress(false);
  for (const name of names) {
    inputs[name].addEventListener("input", () => remember(name));
  }
  addEventListener("popstate", () => readAddress(true));
  followTryThisLinks();

  return Object.assign(Object.create(null), inputs, {
    [tie]: {
      id,
      problems,
      link: () =>
        new URL(
          addressWith(() => true),
          location.href
        ).href,
      reset: () => {
        for (const name of names) {
          if (!changed(inputs[name], inputs[name].write())) continue;
          inputs[name].value = inputs[name].initial;
          inputs[name].dispatchEvent(new Event("input", {bubbles: true}));
        }
      }
    }
  });
}

export const linkOf = (s: Settings<any>): string => s[tie].link();
export const resetOf = (s: Settings<any>): void => s[tie].reset();
export const problemsOf = (s: Settings<any>): readonly string[] => s[tie].problems;

let following = false;

/** Links of the form `?id.name=value` on the page set figures without loading the page again. */
function followTryThisLinks() {
  if (following) return;
  following = true;
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest?.("a[href]") as HTMLAnchorElement | null;
    if (!link?.getAttribute("href")!.startsWith("?") || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const backend = new URLSearchParams(location.search).get("backend");
    const url = new URL(link.href);
    if (backend && !url.searchParams.has("backend")) url.searchParams.set("backend", backend);
    history.pushState(null, "", url);
    dispatchEvent(new PopStateEvent("popstate"));
    const id = [...url.searchParams.keys()].find((k) => k.includes("."))?.split(".")[0];
    if (id) document.querySelector(`[data-figure="${CSS.escape(id)}"]`)?.scrollIntoView({block: "nearest"});
  });
}
