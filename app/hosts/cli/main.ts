import { Command, CommanderError } from "commander";
import { failureRecord } from "#contract/failure";
import { exitCodes } from "#hosts/cli/exit-codes";
import { commands } from "#hosts/cli/commands/index";

const program = new Command("nematrace")
  .description("From a 2-D calcium movie of C. elegans to 3-D neurons, followed through time, with their activity.")
  .version("0.1.0")
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

for (const register of commands) register(program);

try {
  await program.parseAsync(process.argv);
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    process.exitCode = thrown.exitCode === 0 ? 0 : 2;
  } else {
    const failure = failureRecord(thrown);
    process.stderr.write(process.argv.includes("--json") ? `${JSON.stringify({ failure })}\n` : `nematrace: ${failure.message}\n`);
    process.exitCode = exitCodes[failure.code];
  }
}
