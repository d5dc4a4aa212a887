import type { Register } from "#hosts/cli/command";
import { detectCommand } from "#hosts/cli/commands/detect";
import { importCommand } from "#hosts/cli/commands/import";
import { joinCommand } from "#hosts/cli/commands/join";
import { linkCommand } from "#hosts/cli/commands/link";
import { matchCommand } from "#hosts/cli/commands/match";
import { scoreCommand } from "#hosts/cli/commands/score";
import { tracesCommand } from "#hosts/cli/commands/traces";
import { preflightCommand } from "#hosts/cli/commands/preflight";
import { batchCommand } from "#hosts/cli/commands/batch";
import { runCommand } from "#hosts/cli/commands/run";
import { convertCommand, finalizeCommand, initCommand } from "#hosts/cli/commands/shards";
import { serveCommand } from "#hosts/cli/commands/serve";
import { demoCommand } from "#hosts/cli/commands/demo";
import { exportCommand } from "#hosts/cli/commands/export";
import { infoCommand } from "#hosts/cli/commands/info";
import { simulateCommand } from "#hosts/cli/commands/simulate";
import { relocateCommand } from "#hosts/cli/commands/relocate";
import { repairCommand } from "#hosts/cli/commands/repair";
import { verifyCommand } from "#hosts/cli/commands/verify";
import { seriesCommand } from "#hosts/cli/commands/series";
import { figureCommand } from "#hosts/cli/commands/figure";
import { analyseCommand } from "#hosts/cli/commands/analyse";
import { modelCommand } from "#hosts/cli/commands/model";
import { identifyCommand } from "#hosts/cli/commands/identify";
import { propagateCommand } from "#hosts/cli/commands/propagate";
import { psfCommand } from "#hosts/cli/commands/psf";
import { benchCommand } from "#hosts/cli/commands/bench";
import { refocusCommand } from "#hosts/cli/commands/refocus";

/** Every command, in the order the help shows them. */
export const commands: readonly Register[] = [
  simulateCommand,
  infoCommand,
  preflightCommand,
  psfCommand,
  refocusCommand,
  detectCommand,
  linkCommand,
  matchCommand,
  importCommand,
  identifyCommand,
  propagateCommand,
  tracesCommand,
  runCommand,
  batchCommand,
  initCommand,
  convertCommand,
  finalizeCommand,
  scoreCommand,
  analyseCommand,
  figureCommand,
  seriesCommand,
  joinCommand,
  exportCommand,
  verifyCommand,
  repairCommand,
  relocateCommand,
  serveCommand,
  demoCommand,
  modelCommand,
  benchCommand,
];
