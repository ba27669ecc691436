import {pages} from "./src/pages.js";

export default {
  title: "Vitrine",
  root: "src",
  output: "dist",
  pages,
  style: "style.css",
  globalStylesheets: ["observablehq:stdlib/inputs.css"],
  head: '<link rel="icon" href="./favicon.svg"><link rel="stylesheet" href="./fonts.css">',
  preserveExtension: true,
  preserveIndex: true,
  footer: "Vitrine computes on your device and sends nothing anywhere. MIT licence.",
  toc: false,
  pager: false,
  search: false
};
