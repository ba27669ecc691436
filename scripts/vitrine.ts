/** The command line: `npm run -s vitrine -- <command> …`. */
import {explainCommand} from "./explain.js";

const commands: Record<string, (args: string[]) => Promise<number>> = {explain: explainCommand};

const [name, ...args] = process.argv.slice(2);
if (!name || name === "--help") {
  console.log(
    `vitrine <command>\n\ncommands: ${Object.keys(commands).join(", ")}\nvitrine <command> --help says more.`
  );
  process.exit(name ? 0 : 2);
}
if (!Object.hasOwn(commands, name)) {
  console.error(`unknown command: ${name} (there are: ${Object.keys(commands).join(", ")})`);
  process.exit(2);
}
process.exit(await commands[name](args));
