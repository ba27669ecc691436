/** The table of contents: the readers' questions, and the pages that answer them. Framework and the home page read it. */
export const pages = [
  {
    name: "Why this answer?",
    pages: [
      {
        name: "Saliency",
        path: "/decisions/saliency",
        about: "Which pixels would change its answer? Gradients, SmoothGrad, guided backprop, on your own photo."
      }
    ]
  }
];
