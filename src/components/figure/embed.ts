/** The word of a figure inside another page to that page. It says nothing of what the reader chose or gave. */
export interface EmbedMessage {
  vitrine: {figure: string; height: number; state: string};
}

/** How long the figure on show may take to begin by itself, ms. */
const PATIENCE = 2500;

/** Which figure does this page show alone? Its id from `?embed=id`; null when the page stands by itself. */
export const embedded = (): string | null => new URLSearchParams(location.search).get("embed");

/** The address that shows one figure of a page alone, in the state that the address given describes. */
export function embedAddress(address: string, id: string): string {
  const url = new URL(address, location.href);
  url.searchParams.set("embed", id);
  url.hash = "";
  return url.href;
}

/** The address of the whole page, in the same state: without what only embedding needs. */
export function pageAddress(address: string): string {
  const url = new URL(address, location.href);
  for (const name of ["embed", "controls"]) url.searchParams.delete(name);
  return url.href;
}

/** What an author pastes into another page: the figure in a frame, which takes the height that the figure reports. */
export function embedCode({address, title, height}: {address: string; title: string; height: number}): string {
  const quoted = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<iframe src="${quoted(address)}" title="${quoted(title)}"
  width="100%" height="${Math.round(height)}" style="border: 0" loading="lazy" allow="camera; clipboard-write"></iframe>
<script>
  addEventListener("message", ({data, source}) => {
    for (const frame of document.querySelectorAll("iframe"))
      if (frame.contentWindow === source && data.vitrine) frame.height = data.vitrine.height;
  });
</script>`;
}

/** What the figure on show needs of its element. */
type Shown = HTMLElement & {dataset: DOMStringMap};

/**
 * Lets one figure stand alone on its page: the rest is hidden, a line under it leads back to the page, and the page
 * around hears of its height and state (`EmbedMessage`) whenever they change.
 */
export function standAlone(figure: Shown, address: () => string): void {
  const root = document.documentElement;
  root.dataset.embed = figure.dataset.figure!;
  root.dataset.embedControls = new URLSearchParams(location.search).get("controls") ?? "";
  figure.dataset.embedded = "";
  figure.append(credit(address));
  const tell = () => {
    const {figure: id, state} = figure.dataset;
    const height = Math.ceil(figure.getBoundingClientRect().height);
    const message: EmbedMessage = {vitrine: {figure: id!, height, state: state!}};
    // Whoever holds the frame may hear it: a height and a word are no secret.
    if (parent !== window) parent.postMessage(message, "*");
  };
  new ResizeObserver(tell).observe(figure);
  new MutationObserver(tell).observe(figure, {attributeFilter: ["data-state"]});
}

/** "From …, Vitrine": a link to the page, in the figure's state at the moment of the click. */
function credit(address: () => string): HTMLElement {
  const link = document.createElement("a");
  link.textContent = document.title.replace(/ \| .*$/, "");
  link.target = "_blank";
  link.rel = "noopener";
  const follow = () => (link.href = pageAddress(address()));
  follow();
  for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, follow);
  const line = document.createElement("p");
  line.className = "v-credit";
  line.append("From “", link, "”, Vitrine. It computes on your device.");
  return line;
}

/**
 * Settles when a figure may begin its run. On a page by itself, at once. In an embed, figures that are not shown wait,
 * and begin only when the one on show has not begun by then, or has its answer and still shows nothing: it may rest on
 * what they find. Otherwise it never settles.
 */
export async function mayBegin(id: string): Promise<void> {
  const shown = embedded();
  if (shown === null || shown === id) return;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    const figure = document.querySelector<HTMLElement>(`[data-figure="${CSS.escape(shown)}"]`);
    if (figure?.querySelector(".v-exhibit > *")) await new Promise(() => {});
    // It has not begun, or has something to show and still does not: it waits for another figure's answer.
    if (!figure || figure.dataset.run === "0" || figure.dataset.step !== "0") return;
  }
}
