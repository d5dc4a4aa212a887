/** A question with buttons; the answer is the button's number. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

interface Parts {
  readonly ask: (question: Question) => Promise<number>;
  readonly reload: () => void;
  readonly close: () => void;
  readonly showNotes: () => void;
  /** Writes a line into the local notes. */
  readonly note: (line: string) => void;
}

/** What the desktop says and offers when its window falls over. Runs go on in their own process meanwhile. */
export class Mishaps {
  #asking = false;

  constructor(readonly parts: Parts) {}

  /** The page's process ended. */
  async pageGone(reason: string, exitCode: number): Promise<void> {
    if (reason === "clean-exit") return;
    this.parts.note(`The window's process ended: ${reason}, code ${exitCode}.`);
    await this.#offer({
      message: reason === "oom" ? "The window ran out of memory." : "The window broke.",
      detail: "Runs go on, and everything saved is safe. Reloading the window takes up where you were.",
      buttons: ["Reload the Window", "Show Crash Notes", "Close"],
    });
  }

  /** The page could not be loaded at all. */
  async pageMissing(code: number, description: string): Promise<void> {
    // An abort is a reload that overtook another.
    if (code === -3) return;
    this.parts.note(`The window could not be loaded: ${description} (${code}).`);
    await this.#offer({
      message: "The window could not be loaded.",
      detail: `A part of the program is missing or damaged (${description}). Install NemaTrace again if it happens each time; studies are not touched by that.`,
      buttons: ["Try Again", "Show Crash Notes", "Close"],
    });
  }

  /** The page has not answered for a while. */
  async pageHangs(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const answer = await this.parts.ask({
      message: "The window does not answer.",
      detail: "It may come back by itself. Reloading it loses nothing that was saved, and runs go on.",
      buttons: ["Wait", "Reload the Window"],
    });
    this.#asking = false;
    if (answer === 1) this.parts.reload();
  }

  async #offer(question: Question): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    let answer = await this.parts.ask(question);
    while (answer === 1) {
      this.parts.showNotes();
      answer = await this.parts.ask(question);
    }
    this.#asking = false;
    if (answer === 0) this.parts.reload();
    else this.parts.close();
  }
}
