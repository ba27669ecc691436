import {zipSync} from "fflate";
import sharp from "sharp";
import {toRGBA} from "../../components/arrays/image.js";
import {startNode} from "../../components/lab/node.js";
import {readPhoto} from "../photo.js";
import {openNode} from "../source.js";
import {facePatches} from "./facePatches.js";

await startNode();
const model = await openNode("mobilenet-vggface2");
const {about, activations, basis, sheet} = await facePatches(model, (file) => readPhoto(`src/photos/${file}`));
const [height, width] = sheet.shape;
const raw = sharp(Buffer.from(toRGBA(sheet)), {raw: {width, height, channels: 4}});
process.stdout.write(
  zipSync(
    {
      "about.json": new TextEncoder().encode(JSON.stringify(about)),
      "activations.bin": activations,
      "basis.bin": basis,
      "patches.jpg": new Uint8Array(await raw.removeAlpha().jpeg({quality: 72}).toBuffer())
    },
    {level: 0}
  )
);
