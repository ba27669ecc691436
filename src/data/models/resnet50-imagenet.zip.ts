import {writeZip} from "./zip.js";

await writeZip("resnet50-imagenet");
