import {readFileSync, readdirSync} from "node:fs";

/** Which third-party packages may reach the reader, and how pages name them. One list serves both import styles. */

/** The icons that components import: the whole set would weigh more than the site. */
export const iconsUsed = (): string[] => {
  const files = readdirSync("src/components", {recursive: true, encoding: "utf8"}).filter((file) =>
    file.endsWith(".ts")
  );
  const names = files.flatMap((file) => {
    const imports = readFileSync(`src/components/${file}`, "utf8").matchAll(/import \{([^}]*)\} from "lucide"/g);
    return [...imports].flatMap(([, list]) => list.split(",").map((name) => name.trim()));
  });
  return [...new Set(names)].filter(Boolean).sort();
};

/** Bare imports (`import {scaleLinear} from "d3"`), each with the source of its entry; null re-exports the package.
 *  htl and vega-lite cannot be resolved by `require`, which Framework does for bare imports: they go by `npm:`. */
export const BARE: Record<string, string | null> = {
  "@tensorflow/tfjs-core": `export * from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";`,
  "@tensorflow/tfjs-converter": null,
  "@tensorflow/tfjs-layers": null,
  "@tensorflow/tfjs-backend-cpu": null,
  "@tensorflow/tfjs-backend-wasm": null,
  "@tensorflow/tfjs-backend-webgl": null,
  "@tensorflow/tfjs-backend-webgpu": null,
  "@dagrejs/dagre": null,
  "@observablehq/plot": null,
  "apache-arrow": null,
  arquero: null,
  d3: null,
  "d3-scale-chromatic": null,
  fflate: null,
  gifenc: null,
  katex: `export {default} from "katex"; export * from "katex";`,
  lucide: `export {${iconsUsed().join(", ")}} from "lucide";`,
  "ml-matrix": null,
  "ml-random-forest": null,
  "umap-js": null
};

const KATEX = `export {default} from "katex"; export * from "katex";`;

/** What Framework's implicit globals (Plot, d3, html, tex, vl, aq …) and its client load by `npm:` names. */
export const NPM: Record<string, string | null> = {
  "@observablehq/plot": null,
  "apache-arrow": null,
  arquero: null,
  d3: null,
  "d3-dsv": null,
  htl: null,
  isoformat: null,
  jszip: `export {default} from "jszip";`,
  katex: KATEX,
  vega: null,
  "vega-lite": null,
  "vega-lite-api": null
};

/** Files copied beside an `npm:` package. */
export const NPM_FILES: Record<string, string[]> = {katex: ["dist/katex.min.css", "dist/fonts"]};

/** Packages that Framework's client mentions and Vitrine never uses: an empty folder settles their version. */
export const MENTIONED = [
  "@observablehq/sample-datasets",
  "echarts",
  "leaflet",
  "lodash",
  "mapbox-gl",
  "mermaid",
  "parquet-wasm",
  "react",
  "react-dom",
  "topojson-client"
];
