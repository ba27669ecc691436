import {imagenetClasses} from "./imagenet.js";

process.stdout.write(JSON.stringify(await imagenetClasses()));
