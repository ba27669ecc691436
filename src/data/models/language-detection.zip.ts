import {writeZip} from "./zip.js";

await writeZip("language-detection");
