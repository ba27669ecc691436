/** What Framework gives a page's modules. */
declare module "npm:@observablehq/stdlib" {
  export function FileAttachment(path: string): {
    name: string;
    href: string;
    url(): Promise<string>;
    json<T = unknown>(): Promise<T>;
    text(): Promise<string>;
    arrayBuffer(): Promise<ArrayBuffer>;
    image(): Promise<HTMLImageElement>;
  };
  export const Generators: {
    input<T>(element: HTMLElement & {value: T}): AsyncGenerator<T>;
    observe<T>(init: (notify: (value: T) => void) => (() => void) | void): AsyncGenerator<T>;
    queue<T>(init: (notify: (value: T) => void) => (() => void) | void): AsyncGenerator<T>;
  };
}

/** htl is imported as `npm:htl`: Framework cannot resolve its bare name. */
declare module "npm:htl" {
  export function html(strings: TemplateStringsArray, ...values: unknown[]): any;
  export function svg(strings: TemplateStringsArray, ...values: unknown[]): any;
}
