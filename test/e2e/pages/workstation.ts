import { expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

export type StepTitle = "Recording" | "Refocus" | "Neurons" | "Tracks" | "Activity" | "Export";

/** The window, in the words a user reads; the same in a browser and in Electron. */
export class Workstation {
  constructor(readonly page: Page) {}

  get openSampleButton(): Locator {
    return this.page.getByRole("button", { name: "Open sample recording" });
  }

  get createStudyButton(): Locator {
    return this.page.getByRole("button", { name: "Create study" });
  }

  /** The first screen, ready to be used. */
  async ready(): Promise<void> {
    await expect(this.openSampleButton).toBeEnabled();
  }

  /** Opens what lies in the data folder, by its path below it. */
  async openFile(...path: readonly string[]): Promise<void> {
    for (const name of path)
      await this.page.getByRole("list", { name: "Files" }).getByRole("button", { name, exact: false }).first().click();
  }

  field(label: string): Locator {
    return this.page.getByLabel(label, { exact: true });
  }

  async createStudy(): Promise<void> {
    await this.createStudyButton.click();
    await expect(this.step("Recording", "done")).toBeVisible();
  }

  /** A step of the path, as it stands. */
  step(title: StepTitle, status: string): Locator {
    return this.page
      .getByRole("navigation", { name: "Steps" })
      .getByRole("button", { name: new RegExp(`^${title}, (\\d+ doubtful moments?, )?${status}`) });
  }

  async goTo(title: StepTitle): Promise<void> {
    await this.page
      .getByRole("navigation", { name: "Steps" })
      .getByRole("button", { name: new RegExp(`^${title}, `) })
      .click();
  }

  /** Runs a step, and before it what is not done, and waits for its end. */
  async run(title: StepTitle, verb: string, timeout = 240_000): Promise<void> {
    await this.goTo(title);
    await this.page.getByRole("button", { name: new RegExp(`^${verb}( again)?$`) }).click();
    await expect(this.step(title, "done")).toBeVisible({ timeout });
  }

  get failures(): Locator {
    return this.page.getByRole("region", { name: "Messages" }).getByRole("alert");
  }
}
