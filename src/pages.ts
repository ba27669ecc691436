/** The table of contents: five questions, and the pages that answer them. Read by Framework and by the home page. */
export const pages = [
  {name: "Why this answer?", pages: [{name: "Saliency", path: "/decisions/saliency"}]}
];
