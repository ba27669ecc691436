import {builtCatalogue} from "./built.js";

process.stdout.write(JSON.stringify(await builtCatalogue()));
