import {h} from "./dom.js";

/** A kind of question, and where it is answered. */
export interface Kind {
  level: string;
  question: string;
  about: string;
  live: string;
  choose: string;
}

/** Lists kinds of question, each with a live figure and the techniques that answer it. `href` makes a link's address. */
export const kindsOfQuestion = (kinds: readonly Kind[], href: (path: string) => string): HTMLElement =>
  h(
    "ol",
    {class: "v-kinds"},
    ...kinds.map(({level, question, about, live, choose}) =>
      h(
        "li",
        {},
        h("strong", {}, question),
        h("p", {}, about),
        h(
          "p",
          {class: "v-small"},
          h("a", {href: href(live), "aria-label": `See it live: ${question}`}, "See it live"),
          " · ",
          h("a", {href: href(choose), "aria-label": `The methods: ${question}`}, "The methods"),
          ` · level: ${level}`
        )
      )
    )
  );
