import {emotionExample} from "../../data/publish/exampleModels.js";

process.stdout.write(JSON.stringify((await emotionExample("emotion.bin")).json));
