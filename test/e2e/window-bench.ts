import { spawn } from "node:child_process";
import type { Browser, Page } from "@playwright/test";
import { test } from "#test/e2e/fixtures";
import { pageThread, traceCategories, type PageThread, type Task } from "#test/e2e/pages/browser-trace";
import { Workstation, type StepTitle } from "#test/e2e/pages/workstation";

// Times on the clock are disturbed by whatever else the machine does. Times on the processor, which Chromium's trace tells
// too, are what the window costs by itself: budgets are held against those, and both are printed.
const budget = { ready: 1500, switch: 100, task: 50 };

const say = (line: string) => process.stdout.write(`${line}\n`);
const sum = (tasks: readonly Task[]) => tasks.reduce((total, { cpu }) => total + cpu, 0);

async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<PageThread> {
  await browser.startTracing(page, { categories: traceCategories });
  await act();
  return pageThread(await browser.stopTracing());
}

function tellTasks(title: string, { tasks }: PageThread): void {
  const long = tasks.filter(({ cpu }) => cpu > budget.task);
  const longest = tasks.reduce((most, { cpu }) => Math.max(most, cpu), 0);
  say(`${title}: ${tasks.length} tasks, longest ${longest.toFixed(0)} ms, ${long.length} above ${budget.task} ms (budget 0)`);
  const worth = tasks.filter(({ cpu }) => cpu > budget.task / 2).sort((a, b) => b.cpu - a.cpu);
  for (const { cpu, wall, what, at } of worth.slice(0, 10))
    say(`    at ${(at / 1000).toFixed(1)} s: ${cpu.toFixed(0)} ms (${wall.toFixed(0)} on the clock)  ${what}`);
}

/** Marks `ready` when the first button can be pressed, and painted. */
function markReady(): void {
  const look = () => {
    const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent?.includes("Open sample recording"));
    if (!button || button.disabled) return;
    watching.disconnect();
    requestAnimationFrame(() => setTimeout(() => performance.mark("ready")));
  };
  const watching = new MutationObserver(look);
  watching.observe(document, { childList: true, subtree: true, attributes: true });
}

/** Clicks a step of the path and answers after the browser has painted what that brought; both moments are marked. */
async function switchTo(page: Page, title: StepTitle): Promise<void> {
  const button = page.getByRole("navigation", { name: "Steps" }).getByRole("button", { name: new RegExp(`^${title}, `) });
  await button.evaluate(
    (element: HTMLElement, name) =>
      new Promise<void>((done) => {
        performance.mark(`${name} asked`);
        element.click();
        requestAnimationFrame(() =>
          setTimeout(() => {
            performance.mark(`${name} shown`);
            done();
          }),
        );
      }),
    title,
  );
}

test(`how long the window takes to be ready (budget ${budget.ready} ms)`, async ({ page, host, browser }) => {
  const began = performance.now();
  const serve = spawn(process.execPath, ["dist/cli.mjs", "serve", "--data-root", host.dataRoot, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((listening) => serve.stdout.once("data", listening));
  say(`The host listens after ${(performance.now() - began).toFixed(0)} ms on the clock`);
  serve.kill();
  await page.addInitScript(markReady);
  for (const [round, url] of [host.url, host.url.replace(/\?.*/, ""), host.url.replace(/\?.*/, "")].entries()) {
    const thread = await traced(browser, page, async () => {
      await page.goto(url, { waitUntil: "commit" });
      await new Workstation(page).ready();
      await page.waitForFunction(() => performance.getEntriesByName("ready").length > 0);
    });
    const clock = await page.evaluate(() => performance.getEntriesByName("ready")[0]?.startTime ?? Number.NaN);
    const until = thread.marks.get("ready") ?? Number.POSITIVE_INFINITY;
    say(
      `Ready, ${round === 0 ? "nothing cached" : "cached"}: ${sum(thread.tasks.filter(({ at }) => at < until)).toFixed(0)} ms of processor on the page's thread, ${clock.toFixed(0)} ms on the clock`,
    );
    if (round === 0) tellTasks("While the window gets ready", thread);
  }
});

test(`view switches (budget ${budget.switch} ms), and the tasks of the page's thread while a conversion runs (budget ${budget.task} ms)`, async ({
  workstation,
  browser,
}) => {
  test.setTimeout(900_000);
  const { page } = workstation;
  const titles = ["Refocus", "Neurons", "Tracks", "Activity", "Export", "Recording"] as const;
  const opening = await traced(browser, page, async () => {
    await workstation.openFile("worm", "movie.ome.tif");
    await workstation.createStudy();
  });
  tellTasks("While a recording is opened and its study made", opening);
  const conversion = await traced(browser, page, async () => {
    await page.getByRole("button", { name: "Run everything" }).click();
    await workstation.step("Refocus", "running").waitFor();
    for (let turn = 0; turn < 40; turn++) await page.keyboard.press(turn % 10 === 9 ? "Home" : "ArrowRight", { delay: 30 });
    await workstation.step("Export", "done").waitFor({ timeout: 420_000 });
  });
  tellTasks("While everything runs and the user steps through time", conversion);
  for (const round of ["first", "again"]) {
    const thread = await traced(browser, page, async () => {
      for (const title of titles) {
        await switchTo(page, title);
        await page.waitForTimeout(300);
      }
    });
    const costs = titles.map((title) => {
      const [from, to] = ["asked", "shown"].map((moment) => thread.marks.get(`${title} ${moment}`) ?? Number.NaN) as [number, number];
      const within = thread.tasks.filter(({ at, wall }) => at + wall >= from && at <= to);
      return `${title} ${sum(within).toFixed(0)} (${(to - from).toFixed(0)})`;
    });
    say(`View switches, ${round}, ms of processor (on the clock): ${costs.join(", ")}`);
    tellTasks("While views are switched", thread);
  }
});
