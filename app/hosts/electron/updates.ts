import { readFileSync, writeFileSync } from "node:fs";
import * as z from "zod/mini";
import type { Question } from "#hosts/electron/mishaps";

/** The newest release as the releases page answers it. */
const release = z.object({ tag_name: z.string().check(z.regex(/^v?\d+\.\d+\.\d+/)), html_url: z.string() });

interface Parts {
  readonly version: string;
  /** `owner/name` of the place where this copy's releases are published; null for a copy that was built without one. */
  readonly repository: string | null;
  /** File that keeps whether the user agreed to being asked for at every start. */
  readonly consentFile: string;
  readonly ask: (question: Question) => Promise<number>;
  readonly fetch: (url: string) => Promise<Pick<Response, "ok" | "status" | "json">>;
  readonly openOutside: (url: string) => void;
}

/** Asks for newer versions, and only after the user has agreed: once, or at every start. */
export class Updates {
  constructor(readonly parts: Parts) {}

  /** At the start: silent unless the user agreed before and there is something new. */
  async atStart(): Promise<void> {
    if (this.parts.repository === null || !this.#agreed) return;
    const newest = await this.#newest().catch(() => null);
    if (newest !== null && isNewer(newest.tag_name, this.parts.version)) await this.#offer(newest);
  }

  /** From the menu: says what would be sent, and asks. */
  async onRequest(): Promise<void> {
    const { ask, repository, version } = this.parts;
    if (repository === null) {
      await ask({
        message: "This copy does not know where its releases are published.",
        detail: `It is version ${version}. Look for a newer one where you got it.`,
        buttons: ["Close"],
      });
      return;
    }
    const before = this.#agreed;
    const answer = await ask({
      message: "Ask github.com for the newest version?",
      detail: `The address of the releases of ${repository} is fetched, and nothing is sent along; as with any page, that server sees this computer's network address. NemaTrace connects to no other machine, and to this one only when you agree.`,
      buttons: ["Ask Now", before ? "Stop Asking at Every Start" : "Ask Now and at Every Start", "Cancel"],
    });
    if (answer === 2) return;
    if (answer === 1) this.#agree(!before);
    if (answer === 1 && before) return;
    try {
      const newest = await this.#newest();
      if (isNewer(newest.tag_name, version)) await this.#offer(newest);
      else await ask({ message: "This is the newest version.", detail: `Version ${version}.`, buttons: ["Close"] });
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      await ask({ message: "The newest version could not be asked for.", detail: `${reason}. Try again later.`, buttons: ["Close"] });
    }
  }

  async #newest(): Promise<z.infer<typeof release>> {
    const answer = await this.parts.fetch(`https://api.github.com/repos/${this.parts.repository}/releases/latest`);
    if (answer.status === 404) throw new Error("Nothing has been published there yet");
    if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
    const told = z.safeParse(release, await answer.json());
    // A page that is not of this repository is not opened, whatever the answer says.
    if (!told.success || !told.data.html_url.startsWith(`https://github.com/${this.parts.repository}/releases/`))
      throw new Error("The server's answer was not understood");
    return told.data;
  }

  async #offer({ tag_name, html_url }: z.infer<typeof release>): Promise<void> {
    const answer = await this.parts.ask({
      message: `NemaTrace ${tag_name.replace(/^v/, "")} is there.`,
      detail: `This is ${this.parts.version}. Its page opens in your browser; nothing is installed by itself.`,
      buttons: ["Open Its Page", "Later"],
    });
    if (answer === 0) this.parts.openOutside(html_url);
  }

  get #agreed(): boolean {
    try {
      return z.parse(z.object({ atStart: z.boolean() }), JSON.parse(readFileSync(this.parts.consentFile, "utf8"))).atStart;
    } catch {
      // Who was never asked has not agreed.
      return false;
    }
  }

  #agree(atStart: boolean): void {
    writeFileSync(this.parts.consentFile, JSON.stringify({ atStart }));
  }
}

/** Whether a version is above another; one that is being tried out ("-beta") is below its release. */
export function isNewer(candidate: string, than: string): boolean {
  const [one, other] = [candidate, than].map((text) => {
    const [numbers = "", trial = ""] = text.replace(/^v/, "").split(/-(.*)/s);
    return { numbers: numbers.split(".").map(Number), trial };
  });
  for (let i = 0; i < 3; i++) {
    const way = (one?.numbers[i] ?? 0) - (other?.numbers[i] ?? 0);
    if (way !== 0) return way > 0;
  }
  return one?.trial === "" && other?.trial !== "";
}
