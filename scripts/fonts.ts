import {readFile, writeFile} from "node:fs/promises";

/** The faces the site uses: two weights each of a serif for prose, a sans for controls, a mono for numbers. */
const FACES = [
  {family: "Source Serif 4", file: "source-serif-4/files/source-serif-4-latin-400-normal", weight: 400},
  {
    family: "Source Serif 4",
    file: "source-serif-4/files/source-serif-4-latin-400-italic",
    weight: 400,
    style: "italic"
  },
  {family: "Source Serif 4", file: "source-serif-4/files/source-serif-4-latin-600-normal", weight: 600},
  {family: "Instrument Sans", file: "instrument-sans/files/instrument-sans-latin-400-normal", weight: 400},
  {family: "Instrument Sans", file: "instrument-sans/files/instrument-sans-latin-600-normal", weight: 600},
  {family: "JetBrains Mono", file: "jetbrains-mono/files/jetbrains-mono-latin-400-normal", weight: 400}
];

/** Writes one stylesheet with the fonts inside it, so that a page asks for one file and no other origin. */
export async function writeFonts(path: string): Promise<void> {
  const rules = await Promise.all(
    FACES.map(async ({family, file, weight, style = "normal"}) => {
      const data = (await readFile(`node_modules/@fontsource/${file}.woff2`)).toString("base64");
      return `@font-face{font-family:"${family}";font-style:${style};font-weight:${weight};font-display:swap;src:url(data:font/woff2;base64,${data}) format("woff2")}`;
    })
  );
  const css = rules.join("\n");
  if ((await readFile(path, "utf8").catch(() => "")) !== css) await writeFile(path, css);
}
