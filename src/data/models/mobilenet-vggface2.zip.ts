import {writeZip} from "./zip.js";

await writeZip("mobilenet-vggface2");
