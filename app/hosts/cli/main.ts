import { Command, CommanderError } from "commander";
import { Failure, failureRecord, type FailureRecord } from "#contract/failure";
import { exitCodes } from "#hosts/cli/exit-codes";
import { commands } from "#hosts/cli/commands/index";

const json = process.argv.includes("--json");
const program = new Command("nematrace")
  .description("From a 2-D calcium movie of C. elegans to 3-D neurons, followed through time, with their activity.")
  .version("0.1.0")
  .exitOverride()
  .configureOutput({ outputError: (text, write) => (json ? undefined : write(text)) })
  .configureHelp({ showGlobalOptions: true });

for (const register of commands) register(program);

try {
  await program.parseAsync(process.argv);
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    process.exitCode = thrown.exitCode === 0 ? 0 : exitCodes["invalid-input"];
    if (json && thrown.exitCode !== 0) tell(new Failure("invalid-input", thrown.message.replace(/^error: /, ""), { usage: thrown.code }));
  } else {
    process.exitCode = exitCodes[tell(thrown).code];
  }
}

/** Says on stderr what went wrong, as JSON with `--json`. */
function tell(thrown: unknown): FailureRecord {
  const failure = failureRecord(thrown);
  process.stderr.write(json ? `${JSON.stringify({ failure })}\n` : `nematrace: ${failure.message}\n`);
  return failure;
}
