import {h} from "./dom.js";
import {formatBytes} from "./format.js";

/** What a model card must say to be shown; the catalogue's cards have it. */
export interface CardFacts {
  id: string;
  name: string;
  task: string;
  bytes: number;
  input: {height: number; width: number; channels: number};
  subject: string;
  heads: {name: string; classes: string[]; classesFile?: string}[];
  preprocessing: string;
  trainingData: string;
  quality: string;
  limits: string;
  source: string;
  licence: string;
}

/** A model card as a sheet: what a network was made for, from what, how good it is and where it fails. */
export function cardSheet(card: CardFacts): HTMLElement {
  const {height, width, channels} = card.input;
  const size = `${height} × ${width} pixels, ${channels === 1 ? "grey" : "colour"}. `;
  const answers = ({name, classes, classesFile}: CardFacts["heads"][number]) =>
    classesFile
      ? `${name}: 1,000 classes`
      : `${name}: ${classes.length === 1 ? classes[0] : `${classes.length} classes`}`;
  const facts: [string, string][] = [
    ["Answers", card.heads.map(answers).join("; ")],
    ["Sees", `${card.subject === "code" ? "" : size}${card.preprocessing}`],
    ["Learnt from", card.trainingData],
    ["How good", card.quality],
    ["Limits", card.limits],
    ["Download", formatBytes(card.bytes)],
    ["Source", `${card.source}. Licence: ${card.licence}`]
  ];
  return h(
    "section",
    {class: "v-card", id: card.id},
    h("h3", {}, card.name),
    h("p", {}, card.task),
    h("dl", {}, ...facts.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]))
  );
}
