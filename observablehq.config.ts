import {readFileSync} from "node:fs";
import {pages} from "./src/pages.js";

const {version} = JSON.parse(readFileSync("package.json", "utf8")) as {version: string};

/** With ?embed=id a page shows one figure alone, from the first paint on. When there is no such figure, it shows whole. */
const embed = `<script>
{
  const id = new URLSearchParams(location.search).get("embed");
  if (id !== null) {
    document.documentElement.dataset.embed = id;
    addEventListener("load", () => setTimeout(() => {
      if (!document.querySelector("[data-embedded]")) delete document.documentElement.dataset.embed;
    }, 15000));
  }
}
</script>`;

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
  dynamicPaths: ["emotion.json", "emotion.bin", "digits.json", "digits.bin"].map((file) => `/publish/examples/${file}`),
  style: "style.css",
  globalStylesheets: ["observablehq:stdlib/inputs.css"],
  head: `<link rel="icon" href="./favicon.svg"><link rel="stylesheet" href="./fonts.css"><meta name="vitrine-version" content="${version}">${embed}${accessible}`,
  footer: "Vitrine computes on your device and sends nothing anywhere. MIT licence.",
  preserveExtension: true,
  preserveIndex: true,
  toc: false,
  pager: false,
  search: false
};
