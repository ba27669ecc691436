import {writeZip} from "./zip.js";

await writeZip("tiny-vgg");
