/** Prints a line a suite and, last and alone, the sum; a failure becomes the exit code. */
export function tell(results) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, note, ...counts } of results) {
    process.stdout.write(`${name}: ${counted(counts)}${note ? ` (${note})` : ""}\n`);
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  process.stdout.write(`${counted(sum)}\n`);
  process.exitCode = sum.failed > 0 ? 1 : 0;
}

function counted({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
