import {zipSync} from "fflate";
import sharp from "sharp";
import {toHalf} from "../../components/arrays/half.js";
import {evaluate} from "../../components/lab/gradient.js";
import {startNode} from "../../components/lab/node.js";
import {readMnist} from "../mnist.js";
import {openNode} from "../source.js";

/** The last hidden layer of the digit network, after its ReLU, on the first test digits; and those digits. */
const LAYER = "relu3";
const COUNT = 1600;
const COLUMNS = 40;
const SIDE = 28;

await startNode();
const {images, labels} = await readMnist("test", COUNT);
const model = await openNode("mnist-cnn");
const {data, shape} = await evaluate(model.tap(LAYER), images);

const [width, height] = [COLUMNS * SIDE, Math.ceil(COUNT / COLUMNS) * SIDE];
const sheet = Buffer.alloc(width * height);
images.data.forEach((v, i) => {
  const [digit, row, column] = [Math.floor(i / SIDE ** 2), Math.floor(i / SIDE) % SIDE, i % SIDE];
  const [top, left] = [Math.floor(digit / COLUMNS) * SIDE, (digit % COLUMNS) * SIDE];
  // Sixteen greys are enough for a thumbnail.
  sheet[(top + row) * width + left + column] = Math.round(15 * v) * 17;
});
const png = sharp(sheet, {raw: {width, height, channels: 1}}).png({palette: true, colours: 16, dither: 0});
const about = {layer: LAYER, shape, columns: COLUMNS, side: SIDE, labels: Array.from(labels)};
process.stdout.write(
  zipSync(
    {
      "about.json": new TextEncoder().encode(JSON.stringify(about)),
      "activations.bin": new Uint8Array(toHalf(data).buffer),
      "digits.png": new Uint8Array(await png.toBuffer())
    },
    {level: 0}
  )
);
