// `npm run bench:window [part of a file's name]`: how fast the window is, measured in a browser of this machine.
import { playInBrowser } from "./in-browser.mjs";

await playInBrowser("bench", process.argv.slice(2));
