/** Where the links to the pages do not fit beside each other they scroll; the current one is in sight. */
export function showCurrentPage(): void {
  const links = document.querySelector<HTMLElement>("nav.pages");
  const current = links?.querySelector<HTMLElement>("[aria-current]");
  if (!links || !current) return;
  const show = () => {
    links.scrollLeft = current.offsetLeft - links.offsetLeft - (links.clientWidth - current.offsetWidth) / 2;
  };
  // The bar gets its width when the element that it stands in is there.
  new ResizeObserver(show).observe(links);
}
