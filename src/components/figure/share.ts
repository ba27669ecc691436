import {html} from "npm:htl";
import {bibtex, keyOf, plainCitation, type Work} from "./citation.js";
import {embedAddress, embedCode, pageAddress} from "./embed.js";

/** A figure as others are to find it. */
export interface Shared {
  id: string;
  /** An address that brings the figure as it is now. */
  address: string;
  /** Its height now, in pixels. */
  height: number;
}

const pageTitle = () => document.title.replace(/ \| .*$/, "");

/** The version of the site that this page was built from; the configuration writes it into every page. */
export const siteVersion = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="vitrine-version"]')?.content ?? "";

/** The figure, in the state it is in now, as a work to be cited; `day` is when it was seen. */
export function figureWork({id, address}: Shared, day = new Date()): Work {
  const seen = day.toLocaleDateString("en-GB", {day: "numeric", month: "long", year: "numeric"});
  return {
    key: keyOf(`vitrine-${id}`),
    authors: ["Vitrine contributors"],
    title: `${pageTitle()} (figure “${id}”)`,
    year: String(day.getFullYear()),
    note: `Vitrine ${siteVersion()}, an interactive figure; seen ${seen} in the state that the address describes`,
    url: pageAddress(address)
  };
}

/** What goes into the menu's "Embed" dialog: the code to paste, and what it does. */
export function embedPanel({id, address, height}: Shared, copy: (text: string) => void): HTMLElement {
  const code = embedCode({address: embedAddress(pageAddress(address), id), title: pageTitle(), height});
  return html`<div>
    <p>This shows the figure alone, as it is set now, with a link back. Its reader can go on from there.</p>
    ${snippet("Copy the code", code, copy)}
    <p>Add <code>&amp;controls=none</code> to the address to leave the controls out.</p>
  </div>` as HTMLElement;
}

/** What goes into the menu's "Cite" dialog: plain text and BibTeX, with the address of the exact state. */
export function citePanel(shared: Shared, copy: (text: string) => void): HTMLElement {
  const work = figureWork(shared);
  return html`<div>
    ${snippet("Copy the text", plainCitation(work), copy)} ${snippet("Copy the BibTeX", bibtex(work), copy)}
    <p>Cite the papers behind the method as well: they stand at the end of this page.</p>
  </div>` as HTMLElement;
}

const snippet = (label: string, text: string, copy: (text: string) => void) =>
  html`<div class="v-snippet">
    <pre class="v-code">${text}</pre>
    <button type="button" onclick=${() => copy(text)}>${label}</button>
  </div>` as HTMLElement;
