import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { openRecording } from "#io/recording/open";
import { startHost } from "#test/e2e/pages/browser-host";
import { Workstation } from "#test/e2e/pages/workstation";

test("a video that the browser decodes becomes a recording beside it, with a warning; one it cannot decode says what to do", async ({
  page,
}) => {
  const host = await startHost((dataRoot) => {
    mkdirSync(join(dataRoot, "videos"));
    writeFileSync(join(dataRoot, "videos", "spoiled.mp4"), "This is no video.\n");
  });
  try {
    await page.goto("about:blank");
    // The browser's own encoder makes the video: a grey ground, and a bright square that moves.
    const recorded = await page.evaluate(async () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [96, 64];
      const context = canvas.getContext("2d")!;
      const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm;codecs=vp8", videoBitsPerSecond: 4_000_000 });
      const parts: Blob[] = [];
      recorder.ondataavailable = (event) => parts.push(event.data);
      const ended = new Promise<void>((done) => (recorder.onstop = () => done()));
      recorder.start();
      for (let i = 0; i < 20; i++) {
        context.fillStyle = "rgb(60 60 60)";
        context.fillRect(0, 0, 96, 64);
        context.fillStyle = "rgb(220 220 220)";
        context.fillRect(10 + i, 20, 24, 24);
        await new Promise((next) => setTimeout(next, 50));
      }
      recorder.stop();
      await ended;
      return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
    });
    writeFileSync(join(host.dataRoot, "videos", "square.webm"), Uint8Array.from(recorded));

    await page.goto(host.url);
    const workstation = new Workstation(page);
    await workstation.ready();
    const files = page.getByRole("list", { name: "Files" });
    await files.getByText("videos").click();
    await files.getByText("spoiled.mp4").click();
    const sheet = page.getByRole("dialog", { name: "A video" });
    await expect(sheet).toContainText("Video packs with loss");
    await sheet.getByRole("button", { name: "Decode and open" }).click();
    await expect(sheet.getByRole("alert")).toContainText("ffmpeg");
    await sheet.getByRole("button", { name: "Close" }).click();
    await files.getByText("square.webm").click();
    await sheet.getByRole("button", { name: "Decode and open" }).click();
    await expect(page.getByText("square.webm.ome.tif").first()).toBeVisible({ timeout: 30_000 });
    await expect(workstation.createStudyButton).toBeVisible();

    const made = join(host.dataRoot, "videos", "square.webm.ome.tif");
    expect(existsSync(made)).toBe(true);
    const recording = await openRecording(made);
    const { shape, dtype } = recording.info;
    expect([shape.y, shape.x, dtype]).toEqual([64, 96, "uint8"]);
    expect(shape.t).toBeGreaterThan(3);
    const { data } = await recording.read(shape.t - 2, 0, 0);
    const [ground, square] = [data[10 * 96 + 5]!, data[32 * 96 + 33]!];
    // Luminance may run from 16 to 235 instead of 0 to 255, and loss moves it a little.
    expect(ground).toBeGreaterThan(45);
    expect(ground).toBeLessThan(85);
    expect(square).toBeGreaterThan(180);
    await recording.close();
  } finally {
    await host.end();
  }
});
