import {embedded, mayBegin} from "./embed.js";

/** How long a figure must stay near the window, ms: while a page is laid out, later figures pass through it. */
const STAYS = 400;

/** Waits until a figure comes near the window, so that figures further down cost nothing before they are read. */
export function seen(figure: Element): Promise<void> {
  const id = (figure as HTMLElement).dataset.figure ?? "";
  // In an embed, figures not shown are never near the window: the one shown may still rest on them.
  if (embedded() !== null && embedded() !== id) return mayBegin(id);
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout>;
    const observer = new IntersectionObserver(
      (entries) => {
        clearTimeout(timer);
        if (!entries.at(-1)!.isIntersecting) return;
        timer = setTimeout(() => {
          observer.disconnect();
          resolve();
        }, STAYS);
      },
      {rootMargin: "200px"}
    );
    observer.observe(figure);
  });
}
