/** One of the four kinds of question, by the level at which it looks, with where it is answered live. */
export interface KindOfQuestion {
  level: "behaviour" | "importance" | "representation" | "mechanism";
  question: string;
  about: string;
  /** A page with a live figure, from the site's root. */
  live: string;
  /** The chooser, showing the techniques of this level. */
  choose: string;
}

export const kinds: readonly KindOfQuestion[] = [
  {
    level: "behaviour",
    question: "What does it do?",
    about: "What does it answer, for whom is it wrong, and how little does it take to change its mind?",
    live: "guide/stack.html#behaviour-what-does-it-answer",
    choose: "guide/choose.html?choose.level=behaviour"
  },
  {
    level: "importance",
    question: "What does it go by?",
    about: "Which parts of this picture, text or row of numbers does this answer rest on?",
    live: "guide/stack.html#importance-what-in-the-picture-counts",
    choose: "guide/choose.html?choose.level=importance"
  },
  {
    level: "representation",
    question: "What does it tell apart?",
    about: "What do its units look for, and what is alike to it?",
    live: "guide/stack.html#representation-what-is-the-picture-to-the-network",
    choose: "guide/choose.html?choose.level=representation"
  },
  {
    level: "mechanism",
    question: "How does it do it?",
    about: "Which parts carry the answer, and what happens when one is cut or changed?",
    live: "guide/stack.html#mechanism-which-parts-do-the-work",
    choose: "guide/choose.html?choose.level=mechanism"
  }
];
