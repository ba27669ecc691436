import {writeZip} from "./zip.js";

await writeZip("emotion-xception");
