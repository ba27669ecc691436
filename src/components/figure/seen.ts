/** Waits until a figure comes near the window, so that figures further down cost nothing before they are read. */
export function seen(figure: Element): Promise<void> {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({isIntersecting}) => isIntersecting)) return;
        observer.disconnect();
        resolve();
      },
      {rootMargin: "200px"}
    );
    observer.observe(figure);
  });
}
