import {emotionExample} from "../../data/publish/exampleModels.js";

process.stdout.write((await emotionExample("emotion.bin")).weights);
