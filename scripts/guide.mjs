// `npm run guide`: plays the main job in a browser and makes the screenshots of docs/guide.
import { playInBrowser } from "./in-browser.mjs";

await playInBrowser("guide");
