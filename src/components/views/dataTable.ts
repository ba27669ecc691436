import {Copy} from "lucide";
import {h} from "./dom.js";
import {formatNumber} from "./format.js";
import {icon} from "./icon.js";

/** One row, by column name. */
export type Row = Readonly<Record<string, string | number>>;

export interface DataTableOptions {
  /** What the table holds. */
  caption: string;
  format?: (value: number) => string;
  /** Rows shown; the copy holds them all. */
  most?: number;
}

/** The numbers behind a picture, to be read, heard or copied as CSV. */
export function dataTable(rows: readonly Row[], columns = columnsOf(rows), options: DataTableOptions): HTMLElement {
  const {caption, format = formatNumber, most = 200} = options;
  const cell = (value: string | number | undefined, first: boolean) => {
    const text = typeof value === "number" ? format(value) : (value ?? "");
    return first ? h("th", {scope: "row"}, text) : h("td", {class: typeof value === "number" && "v-figures"}, text);
  };
  const said = h("span", {class: "v-unit", role: "status"});
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(toCSV(rows, columns));
      said.textContent = `${rows.length} rows copied.`;
    } catch {
      said.textContent = "The browser does not let this page copy; select the table instead.";
    }
  };
  return h(
    "div",
    {class: "v-table"},
    h(
      "div",
      {class: "v-table-scroll", tabindex: 0, role: "region", "aria-label": caption},
      h(
        "table",
        {},
        h("caption", {}, caption),
        h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", {scope: "col"}, name)))),
        h(
          "tbody",
          {},
          ...rows.slice(0, most).map((row) => h("tr", {}, ...columns.map((name, i) => cell(row[name], i === 0))))
        )
      )
    ),
    h(
      "div",
      {class: "v-row"},
      h("button", {type: "button", class: "v-button", onclick: copy}, icon(Copy), "Copy as CSV"),
      rows.length > most &&
        h("span", {class: "v-unit"}, `The first ${most} of ${rows.length} rows; the copy holds all.`),
      said
    )
  );
}

/** The names of all columns, in the order in which they first occur. */
export const columnsOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

/** Comma-separated values with a header line; numbers in full. */
export function toCSV(rows: readonly Row[], columns = columnsOf(rows)): string {
  const quote = (value: string | number | undefined) => {
    const text = String(value ?? "");
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((name) => row[name]))]
    .map((line) => line.map(quote).join())
    .join("\n");
}
