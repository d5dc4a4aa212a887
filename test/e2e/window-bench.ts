import type { Browser, Page } from "@playwright/test";
import { test } from "#test/e2e/fixtures";
import { traceCategories, uiTasks, type Task } from "#test/e2e/pages/browser-trace";
import { Workstation, type StepTitle } from "#test/e2e/pages/workstation";

const say = (line: string) => process.stdout.write(`${line}\n`);

async function traced(browser: Browser, page: Page, act: () => Promise<void>): Promise<readonly Task[]> {
  await browser.startTracing(page, { categories: traceCategories });
  await act();
  return uiTasks(await browser.stopTracing());
}

function tellTasks(title: string, tasks: readonly Task[]): void {
  const long = tasks.filter(({ cpu }) => cpu > 50);
  say(`${title}: ${tasks.length} tasks, longest ${(tasks[0]?.cpu ?? 0).toFixed(0)} ms of processor, ${long.length} above 50 ms (budget 0)`);
  for (const { cpu, wall, what, at } of tasks.filter(({ cpu }) => cpu > 30).slice(0, 12))
    say(`    at ${(at / 1000).toFixed(1)} s: ${cpu.toFixed(0)} ms (${wall.toFixed(0)} on the clock)  ${what}`);
}

/** ms from the click until the browser has painted what it brought. */
async function switching(page: Page, title: StepTitle): Promise<number> {
  const button = page.getByRole("navigation", { name: "Steps" }).getByRole("button", { name: new RegExp(`^${title}, `) });
  return button.evaluate(
    (element: HTMLElement) =>
      new Promise<number>((done) => {
        const began = performance.now();
        element.click();
        requestAnimationFrame(() => {
          // A message is heard after the frame that was asked for has been drawn.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => done(performance.now() - began);
          port2.postMessage(null);
        });
      }),
  );
}

test("how long the window takes to be ready, cold and from the cache (budget 1500 ms)", async ({ page, host }) => {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    if (round === 0) await page.context().clearCookies();
    await page.goto(round === 0 ? host.url : host.url.replace(/\?.*/, ""), { waitUntil: "commit" });
    await new Workstation(page).ready();
    times.push(await page.evaluate(() => performance.getEntriesByName("nematrace-ready")[0]?.startTime ?? Number.NaN));
    const paint = await page.evaluate(() =>
      performance.getEntriesByType("paint").map(({ name, startTime }) => `${name} ${startTime.toFixed(0)}`),
    );
    say(`round ${round}: ready ${times.at(-1)?.toFixed(0)} ms; ${paint.join(", ")}`);
  }
});

test("how long view switches take (budget 100 ms), and the tasks of the page's thread while a conversion runs (budget 50 ms)", async ({
  workstation,
  browser,
}) => {
  test.setTimeout(600_000);
  const { page } = workstation;
  const titles = ["Refocus", "Neurons", "Tracks", "Activity", "Export", "Recording"] as const;
  const conversion = await traced(browser, page, async () => {
    await workstation.openFile("worm", "movie.ome.tif");
    await workstation.createStudy();
    await page.getByRole("button", { name: "Run everything" }).click();
    await workstation.step("Refocus", "running").waitFor();
    for (let turn = 0; turn < 40; turn++) await page.keyboard.press(turn % 10 === 9 ? "Home" : "ArrowRight", { delay: 30 });
    await workstation.step("Export", "done").waitFor({ timeout: 420_000 });
  });
  tellTasks("While everything runs and the user steps through time", conversion);

  for (const round of ["first", "again"]) {
    const times = [];
    for (const title of titles) {
      times.push(`${title} ${(await switching(page, title)).toFixed(0)}`);
      await page.waitForTimeout(300);
    }
    say(`View switches (${round}), ms: ${times.join(", ")}`);
  }
  const switches = await traced(browser, page, async () => {
    for (const title of titles) {
      await switching(page, title);
      await page.waitForTimeout(300);
    }
  });
  tellTasks("While views are switched", switches);
});
