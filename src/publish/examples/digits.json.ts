import {digitExample} from "../../data/publish/exampleModels.js";

process.stdout.write(JSON.stringify((await digitExample("digits.bin")).json));
