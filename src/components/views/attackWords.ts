import {formatNumber, formatPercent} from "./format.js";
import {answersInWords} from "./words.js";

/** As much of an attack's frame as is said in words. */
export interface AttackSaid {
  step: number;
  steps: number;
  before: readonly {index: number; name: string; probability: number}[];
  after: AttackSaid["before"];
  linf: number;
  l2: number;
  fooled: boolean;
}

/** What to change when an attack fails. */
const ADVICE: Record<string, string> = {
  fgsm: "give it more budget, or many steps",
  pgd: "give it more budget, or more steps",
  deepFool: "give it more steps"
};

/** How far has an attack come, and did it get what it wanted (`wanted` is a class's number, null for any other)? */
export function attackInWords(who: string, hit: AttackSaid, method: string, wanted: number | null): string {
  const {step, steps, before, after, linf, l2} = hit;
  const over = step === steps;
  const when = over ? `After ${steps} ${steps === 1 ? "step" : "steps"}` : `At step ${step} of ${steps}`;
  const change = linf
    ? `No pixel changed by more than ${formatPercent(linf)}; the whole change has a length of ${formatNumber(l2)}.`
    : "No pixel has changed.";
  const said = `${who} said ${answersInWords(before, 1)}. ${when} it says ${answersInWords(after, 1)}. ${change}`;
  return over ? `${said} ${verdict(hit, method, wanted)}` : said;
}

function verdict({before: [first], after, fooled}: AttackSaid, method: string, wanted: number | null): string {
  if (wanted === first.index) return "That is what it said from the start.";
  if (fooled) return "Fooled.";
  const name = after.find(({index}) => index === wanted)?.name;
  const so = after[0].index === first.index ? "Not fooled" : `Not ${first.name} any more, nor ${name} yet`;
  return `${so}: ${ADVICE[method]}.`;
}
