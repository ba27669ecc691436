/** One table of PROVENANCE.md: the heading above it, and its rows by column name. */
export interface ProvenanceTable {
  heading: string;
  rows: Record<string, string>[];
}

/** The tables of a Markdown file, each with the heading above it. Backquotes and links are taken off. */
export function tablesIn(markdown: string): ProvenanceTable[] {
  const tables: ProvenanceTable[] = [];
  let heading = "";
  let columns: string[] | null = null;
  for (const line of markdown.split("\n")) {
    if (line.startsWith("#")) heading = line.replace(/^#+ */, "");
    if (!line.startsWith("|")) columns = null;
    else if (!columns) {
      columns = cells(line);
      tables.push({heading, rows: []});
    } else if (!/^\|[\s|:-]+$/.test(line)) {
      const values = cells(line);
      tables.at(-1)!.rows.push(Object.fromEntries(columns.map((name, i) => [name, values[i] ?? ""])));
    }
  }
  return tables;
}

const cells = (line: string): string[] =>
  line
    .replace(/^\||\|\s*$/g, "")
    .split("|")
    .map((cell) => cell.replace(/`|\[([^\]]*)\]\([^)]*\)/g, "$1").trim());
