import {html} from "npm:htl";

/** What the strip needs of the lab. */
interface LabLike {
  observe(callback: (status: any) => void): () => void;
  use(backend: any): void;
  readonly status: {backend: string | null};
}

const NAMES: Record<string, string> = {
  webgpu: "WebGPU",
  webgl: "WebGL",
  wasm: "WebAssembly",
  cpu: "JavaScript"
};

/**
 * The strip at the foot of every page: where the figures are computed and why there, which networks are loaded,
 * whether something runs, how long the last run took, tensors alive. Opens to let the reader choose another backend;
 * the figures then run again there.
 */
export function statusStrip(lab: LabLike, figures: () => Iterable<{again(): void}> = figuresOnPage): HTMLElement {
  const summary = html`<summary></summary>` as HTMLElement;
  const trials = html`<ul></ul>` as HTMLElement;
  const models = html`<p></p>` as HTMLElement;
  const select = html`<select aria-label="Backend">
    ${Object.entries(NAMES).map(([id, name]) => html`<option value=${id}>${name}</option>`)}
  </select>` as HTMLSelectElement;
  const strip = html`<aside class="v-status" aria-label="What computes this page">
    <details>
      ${summary}
      <div class="v-status-body">
        <label>Compute with ${select}</label>
        ${trials}${models}
        <p>Everything runs on your device. Nothing you give leaves it.</p>
      </div>
    </details>
  </aside>` as HTMLElement;
  let current: string | null = null;

  select.onchange = () => {
    const url = new URL(location.href);
    url.searchParams.set("backend", select.value);
    history.replaceState(history.state, "", url);
    lab.use(select.value);
  };

  lab.observe((status) => {
    const {backend, busy, ms, tensors, notice} = status;
    strip.dataset.busy = String(Boolean(busy));
    strip.dataset.tensors = String(tensors);
    strip.dataset.backend = backend ?? "";
    for (const figure of document.querySelectorAll<HTMLElement>("[data-figure]"))
      figure.dataset.backend = backend ?? "";
    const bytes = status.models.reduce((sum: number, m: {bytes: number}) => sum + m.bytes, 0);
    summary.replaceChildren(
      html`<b>${backend ? NAMES[backend] : "starting"}</b>` as Node,
      html`<span>${busy ? "computing" : "idle"}</span>` as Node,
      html`<span>${bytes ? `${(bytes / 1e6).toFixed(1)} MB of weights` : "no network loaded"}</span>` as Node,
      html`<span
        >${ms === null ? "" : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`}</span
      >` as Node,
      html`<span>${tensors} tensors</span>` as Node,
      html`<span class="v-alert">${notice ?? ""}</span>` as Node
    );
    trials.replaceChildren(
      ...status.trials.map(
        (t: {name: string; ok: boolean; why: string}) =>
          html`<li>${t.ok ? "✓" : "–"} <b>${NAMES[t.name]}</b>: ${t.why}.</li>` as Node
      )
    );
    models.textContent = status.models.length
      ? `Loaded: ${status.models.map((m: {id: string; bytes: number}) => `${m.id} ${(m.bytes / 1e6).toFixed(2)} MB`).join(", ")}.`
      : "";
    if (backend && backend !== current) {
      select.value = backend;
      if (current) for (const figure of figures()) figure.again();
      current = backend;
    }
  });
  return strip;
}

const figuresOnPage = () => document.querySelectorAll<HTMLElement & {again(): void}>("[data-figure]");
