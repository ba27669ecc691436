import sharp from "sharp";
import {readMnist} from "../../data/mnist.js";

const {images} = await readMnist("test", 1);
const bytes = Uint8Array.from(images.data, (v) => Math.round(255 * v));
process.stdout.write(
  await sharp(bytes, {raw: {width: 28, height: 28, channels: 1}})
    .png()
    .toBuffer()
);
