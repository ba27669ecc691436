/** A finished dream of each network, for the page to open with. Dreamt here, by the page's own job and settings. */
import sharp from "sharp";
import {fitWithin, toRGBA, type Image} from "../../components/arrays/image.js";
import {deepDream, type ObjectiveRequest} from "../../components/jobs/features.js";
import {last} from "../../components/lab/frames.js";
import {startNode} from "../../components/lab/node.js";
import {dreamers, type Dreamer} from "../../components/models/dreamers.js";
import {photoNamed} from "../../components/models/photoTable.js";
import {builtCatalogue} from "../models/built.js";
import {readPhoto} from "../photo.js";
import {openNode} from "../source.js";

const LONG = 320;
const BLACK = [0, 0, 0] as const;

async function still(dreamer: Dreamer) {
  const {model: id, layer, start, photo, channel, steps, stepSize, bands} = dreamer;
  const begin = start === "photo" ? fitWithin(await readPhoto(`src/photos/${photoNamed(photo).file}`), LONG) : null;
  const [height, width] = begin?.shape ?? [LONG, LONG];
  const objective: ObjectiveRequest = channel === null ? {kind: "layer", layer} : {kind: "channel", layer, channel};
  const model = await openNode(id);
  const context = {signal: new AbortController().signal, model: async () => model, progress() {}};
  const frame = await last(
    deepDream(
      {
        model: id,
        objective,
        start: begin
          ? {kind: "image", image: begin}
          : start === "colour"
            ? {kind: "colour", colour: BLACK}
            : {kind: "noise"},
        height,
        width,
        // A photo shows its dream sooner than noise, and ResNet-50's steps take long.
        steps: begin ? 8 : steps,
        stepSize: begin ? stepSize * 1.4 : stepSize,
        bands,
        seed: 1
      },
      context
    )
  );
  model.dispose();
  const {image} = frame;
  return {id, steps: frame.steps, href: await address(image), width: image.shape[1], height: image.shape[0]};
}

/** The picture as a data address; small ones without loss, since their pixels are seen one by one. */
async function address(image: Image): Promise<string> {
  const [height, width] = image.shape;
  const bytes = await sharp(toRGBA(image), {raw: {width, height, channels: 4}})
    .removeAlpha()
    .webp({quality: 80, lossless: width < 64})
    .toBuffer();
  return `data:image/webp;base64,${bytes.toString("base64")}`;
}

await startNode("wasm");
const built = (await builtCatalogue()).filter(({available}) => available).map(({id}) => id);
const stills = [];
for (const dreamer of dreamers) if (built.includes(dreamer.model)) stills.push(await still(dreamer));
process.stdout.write(JSON.stringify(stills));
