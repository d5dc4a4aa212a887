import type { Page } from "@playwright/test";

/**
 * What cannot be used or read where it stands: controls that something else covers, controls that reach out of the
 * window, and buttons whose words are cut off. What is scrolled out of a list is left to its scroll bar.
 */
export async function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const nameOf = (element: Element) =>
      `${element.tagName.toLowerCase()} ${element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? ""}`;
    const modal = document.querySelector("dialog[open]");
    const scrolled = (element: Element, x: number, y: number) => {
      for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box);
        if (overflowX === "visible" && overflowY === "visible") continue;
        const { left, right, top, bottom } = box.getBoundingClientRect();
        if (x < left || x > right || y < top || y > bottom) return true;
      }
      return false;
    };
    const found: string[] = [];
    for (const control of (modal ?? document).querySelectorAll<HTMLElement>("button, input, select, a[href], summary")) {
      const { left, right, top, bottom, width, height } = control.getBoundingClientRect();
      const style = getComputedStyle(control);
      if (width < 2 || height < 2 || style.visibility === "hidden" || style.opacity === "0" || control.closest(".unseen")) continue;
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      if (scrolled(control, x, y)) continue;
      if (left < -1 || right > document.documentElement.clientWidth + 1) {
        found.push(`reaches out of the window: ${nameOf(control)}`);
        continue;
      }
      // A page of little room scrolls; what is below its edge is reached so.
      if (y < 0 || y > window.innerHeight) continue;
      const top1 = document.elementFromPoint(x, y);
      const own = top1 !== null && (control.contains(top1) || top1.contains(control) || top1.closest("label")?.contains(control));
      if (!own) found.push(`${nameOf(control)} lies under ${top1 ? `${nameOf(top1)} .${top1.className}` : "nothing"}`);
      if (control.matches("button") && style.textOverflow !== "ellipsis" && control.scrollWidth > control.clientWidth + 2)
        found.push(`words are cut off: ${nameOf(control)}`);
    }
    return found;
  });
}
