import {digitExample} from "../../data/publish/exampleModels.js";

process.stdout.write((await digitExample("digits.bin")).weights);
