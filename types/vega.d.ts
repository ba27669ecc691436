/** What the site uses of Vega, whose own types are no module. */
declare module "npm:vega" {
  export interface View {
    data(name: string, rows: object[]): View;
    runAsync(): Promise<View>;
    finalize(): void;
    signal(name: string): any;
    addSignalListener(name: string, handler: (name: string, value: any) => void): View;
    addEventListener(type: string, handler: (event: Event, item?: {datum?: any} | null) => void): View;
  }
  export const View: new (
    runtime: unknown,
    options: {renderer: "svg" | "canvas"; container: HTMLElement; hover: boolean}
  ) => View;
  export function parse(spec: unknown): unknown;
}
