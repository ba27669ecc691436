import {html} from "npm:htl";
import type {Figure, Saying} from "./figure.js";
import {download} from "./download.js";
import {pageAddress} from "./embed.js";
import {pictureOf} from "./picture.js";

export interface MenuOptions {
  figure: Figure;
  stage: HTMLElement;
  saying: () => Saying | null;
  /** An address that brings this figure as it is now. */
  link: () => string;
  reset?: () => void;
  again: () => void;
}

/** The menu at a figure's corner: link, embed, cite, picture, numbers, cell, defaults. Opens with a click or the keyboard. */
export function figureMenu({figure, stage, saying, link, reset, again}: MenuOptions): HTMLElement {
  const id = figure.dataset.figure!;
  const said = html`<span class="v-menu-said" role="status"></span>` as HTMLElement;
  const actions: [string, (() => void | Promise<void>) | undefined][] = [
    ["Copy link to this state", () => copy(pageAddress(link()), "Link copied.")],
    ["Embed this figure", () => share("Embed this figure", "embedPanel")],
    ["Cite this figure", () => share("Cite this figure", "citePanel")],
    ["Save as PNG", async () => download(`${id}.png`, await pictureOf(stage, saying()))],
    ["Show the numbers", () => showTable()],
    ["Save the numbers as CSV", () => download(`${id}.csv`, new Blob([csv(rows())], {type: "text/csv"}))],
    ["Show the code", () => showCode()],
    ["Run again", () => again()],
    ["Back to the defaults", reset]
  ];
  const list = html`<div class="v-menu-list" role="menu" hidden>
    ${actions
      .filter(([, act]) => act)
      .map(
        ([name, act]) => html`<button type="button" role="menuitem" onclick=${() => perform(act!)}>${name}</button>`
      )}
  </div>` as HTMLElement;
  const button = html`<button
    type="button"
    class="v-menu-button"
    aria-haspopup="menu"
    aria-expanded="false"
    aria-label="Figure menu"
    title="Figure menu"
  >
    ⋯
  </button>` as HTMLButtonElement;
  const menu = html`<div class="v-menu">${said}${button}${list}</div>` as HTMLElement;

  function open(yes: boolean) {
    list.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
    if (yes) (list.firstElementChild as HTMLElement).focus();
  }

  async function perform(act: () => void | Promise<void>) {
    open(false);
    button.focus();
    try {
      await act();
    } catch (error) {
      say(`That did not work: ${(error as Error).message}`);
    }
  }

  function say(text: string) {
    said.textContent = text;
    setTimeout(() => (said.textContent = ""), 2500);
  }

  async function copy(text: string, done: string) {
    await navigator.clipboard.writeText(text);
    say(done);
  }

  /** What few readers ask for is fetched when they do. */
  async function share(title: string, panel: "embedPanel" | "citePanel") {
    const panels = await import("./share.js");
    const shared = {id, address: link(), height: figure.getBoundingClientRect().height};
    const status = html`<p role="status" class="v-menu-said"></p>` as HTMLElement;
    const content = panels[panel](shared, async (text) => {
      await navigator.clipboard.writeText(text);
      status.textContent = "Copied.";
    });
    content.append(status);
    showDialog(title, content);
  }

  const rows = () => saying()?.table?.() ?? [];

  function showTable() {
    const data = rows();
    if (!data.length) return say("This figure has no numbers yet.");
    const columns = Object.keys(data[0]);
    showDialog(
      "The numbers",
      html`<div>
        <table>
          <thead>
            <tr>
              ${columns.map((c) => html`<th scope="col">${c}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${data.slice(0, 1000).map(
              (row) =>
                html`<tr>
                  ${columns.map((c) => html`<td>${cell(row[c])}</td>`)}
                </tr>`
            )}
          </tbody>
        </table>
        ${data.length > 1000 ? html`<p>The first 1,000 of ${data.length} rows. The CSV file holds them all.</p>` : ""}
      </div>` as HTMLElement
    );
  }

  /** The page's cells are printed, hidden, beside their output: those of this figure's section are shown. */
  function showCode() {
    const cells = [...document.querySelectorAll<HTMLElement>(".observablehq-pre-container")];
    const mine = cells.filter((c) => sectionOf(c) === sectionOf(figure));
    const shown = mine.length ? mine : cells;
    if (!shown.length) return say("This page shows no code.");
    const text = shown.map((c) => c.querySelector("pre")!.textContent).join("\n\n");
    showDialog(
      "The cells of this figure",
      html`<div>
        <pre class="v-code">${shown.map((c) => c.querySelector("pre")!.cloneNode(true))}</pre>
        <button type="button" onclick=${() => copy(text, "Code copied.")}>Copy the code</button>
      </div>` as HTMLElement
    );
  }

  button.onclick = () => open(list.hidden);
  menu.onkeydown = (event: KeyboardEvent) => {
    const items = [...list.children] as HTMLElement[];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape") {
      open(false);
      button.focus();
    } else if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items[(at - 1 + items.length) % items.length].focus();
    else return;
    event.preventDefault();
  };
  menu.addEventListener("focusout", ({relatedTarget}) => !menu.contains(relatedTarget as Node) && open(false));
  return menu;
}

const cell = (value: unknown) =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(5)).toString() : String(value ?? "");

/** RFC 4180: a field with a comma, quote or line break is quoted. */
function csv(rows: Record<string, unknown>[]): string {
  if (!rows.length) return "";
  const field = (v: unknown) => (/[",\n]/.test(String(v)) ? `"${String(v).replaceAll('"', '""')}"` : String(v));
  const columns = Object.keys(rows[0]);
  return [columns, ...rows.map((row) => columns.map((c) => row[c]))].map((r) => r.map(field).join(",")).join("\n");
}

/** The nearest heading above an element: what readers take for its section. */
function sectionOf(element: HTMLElement): Element | null {
  const headings = document.querySelectorAll("#observablehq-main :is(h1, h2)");
  return [...headings].findLast((h) => h.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) ?? null;
}

function showDialog(title: string, content: Node) {
  const dialog = html`<dialog class="v-dialog" aria-label=${title}>
    <header>
      <h2>${title}</h2>
      <button type="button" class="v-close" onclick=${() => dialog.close()}>Close</button>
    </header>
    <div class="v-dialog-body" tabindex="0">${content}</div>
  </dialog>` as HTMLDialogElement;
  dialog.onclose = () => dialog.remove();
  document.body.append(dialog);
  dialog.showModal();
}
