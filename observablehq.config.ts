import {pages} from "./src/pages.js";

/**
 * What Framework's own frame leaves out for screen readers: the page's language and the sidebar's names and roles. Notes
 * are open where the margin has room for them.
 */
const accessible = `<script>
document.documentElement.lang = "en-GB";
addEventListener("DOMContentLoaded", () => {
  const margin = matchMedia("(min-width: 1280px)");
  const place = () => document.querySelectorAll(".v-aside").forEach((note) => (note.open = margin.matches));
  margin.addEventListener("change", place);
  place();
  document.querySelector("#observablehq-sidebar-toggle")?.setAttribute("aria-label", "Show the table of contents");
  for (const item of document.querySelectorAll("#observablehq-sidebar > ol:first-child, #observablehq-sidebar > ol:first-child > li"))
    item.setAttribute("role", "presentation");
  for (const table of document.querySelectorAll("#observablehq-main > table")) table.tabIndex = 0;
});
</script>`;

export default {
  title: "Vitrine",
  root: "src",
  output: "dist",
  pages,
  // The networks to try on “Your own network”, at addresses like a reader's.
  dynamicPaths: ["emotion.json", "emotion.bin", "digits.json", "digits.bin"].map(
    (file) => `/publish/examples/${file}`
  ),
  style: "style.css",
  globalStylesheets: ["observablehq:stdlib/inputs.css"],
  head: `<link rel="icon" href="./favicon.svg"><link rel="stylesheet" href="./fonts.css">${accessible}`,
  footer: "Vitrine computes on your device and sends nothing anywhere. MIT licence.",
  preserveExtension: true,
  preserveIndex: true,
  toc: false,
  pager: false,
  search: false
};
