import {html} from "npm:htl";
import {pages} from "./pages.js";

/** The table of contents of the home page: the questions, and the pages that answer them. */
export const contents = (): HTMLElement =>
  html`<div class="v-contents">
    ${pages.map(
      ({name, pages}) =>
        html`<section>
          <h3>${name}</h3>
          <ul>
            ${pages.map(
              (page) => html`<li><a href=${`.${page.path}.html`}>${page.name}</a><span>${page.about}</span></li>`
            )}
          </ul>
        </section>`
    )}
  </div>` as HTMLElement;
