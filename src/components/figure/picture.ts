import type {Saying} from "./figure.js";

/**
 * The stage of a figure as a PNG, with its caption and address below: canvases, SVG and text as they stand on the page,
 * twice as fine. Drawn by the browser itself from a copy whose styles are written out.
 */
export async function pictureOf(stage: HTMLElement, saying: Saying | null): Promise<Blob> {
  const {width, height} = stage.getBoundingClientRect();
  const page = getComputedStyle(document.body);
  const copy = frozen(stage);
  const note = `${saying ? textOf(saying.caption) : ""} ${location.host}${location.pathname}`;
  const lines = wrap(note, width - 16);
  const total = height + 24 + lines.length * 20;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${total}">
    <rect width="100%" height="100%" fill="${page.backgroundColor}"/>
    <foreignObject width="${width}" height="${height}">${new XMLSerializer().serializeToString(copy)}</foreignObject>
    ${lines.map((line, i) => `<text x="8" y="${height + 24 + i * 20}" font-family="sans-serif" font-size="13" fill="${page.color}">${escape(line)}</text>`).join("")}
  </svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * 2);
  canvas.height = Math.ceil(total * 2);
  const context = canvas.getContext("2d")!;
  context.scale(2, 2);
  context.drawImage(image, 0, 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the browser made no picture"))), "image/png")
  );
}

const textOf = (text: string | Node) => (typeof text === "string" ? text : (text.textContent ?? ""));

const escape = (text: string) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);

/** A copy of an element that needs no stylesheet: styles written out, canvases and photos as data. */
function frozen(element: HTMLElement): HTMLElement {
  const copy = element.cloneNode(true) as HTMLElement;
  const from = [element, ...element.querySelectorAll<HTMLElement>("*")];
  const to = [copy, ...copy.querySelectorAll<HTMLElement>("*")];
  from.forEach((source, i) => {
    const style = getComputedStyle(source);
    for (const name of style) to[i].style?.setProperty(name, style.getPropertyValue(name));
    if (source instanceof HTMLCanvasElement) to[i].replaceWith(photograph(source, to[i].style.cssText));
    else if (source instanceof HTMLImageElement) {
      const canvas = document.createElement("canvas");
      canvas.width = source.naturalWidth;
      canvas.height = source.naturalHeight;
      canvas.getContext("2d")!.drawImage(source, 0, 0);
      to[i].setAttribute("src", canvas.toDataURL());
    }
  });
  copy.style.margin = "0";
  return copy;
}

function photograph(canvas: HTMLCanvasElement, css: string): HTMLImageElement {
  const image = document.createElement("img");
  image.src = canvas.toDataURL();
  image.style.cssText = css;
  return image;
}

function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.trim().split(/\s+/)) {
    const last = lines[lines.length - 1];
    // 6.6 px is about a sans character at 13 px.
    if ((last.length + word.length + 1) * 6.6 > width && last) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}
