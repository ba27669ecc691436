import {writeZip} from "./zip.js";

await writeZip("squeezenet-imagenet");
