import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { withSystemPrograms } from "#test/cluster/workflow";

/** A Slurm of one node on loopback, with files, ports and key of its own. */
export interface Slurm {
  /** For `sbatch` and the like. */
  readonly env: NodeJS.ProcessEnv;
  /** Kills the node's daemon and everything of its jobs, as a power cut would. */
  cutNode(): void;
  startNode(): void;
  /** Waits until the node is idle, allocated, down … as `sinfo` says. */
  nodeIs(...states: readonly string[]): Promise<void>;
  stop(): void;
}

export async function startSlurm(folder: string): Promise<Slurm> {
  const [node = "localhost"] = hostname().split(".");
  const settings = join(folder, "slurm.conf");
  const env = { ...withSystemPrograms(), SLURM_CONF: settings };
  const run = (program: string, args: readonly string[]) => {
    const ended = spawnSync(program, args, { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    if (ended.status !== 0) throw new Error(`${program} ended with ${ended.status}: ${ended.stderr}`);
    return ended.stdout;
  };
  for (const name of ["saved", "spool"]) mkdirSync(join(folder, name));
  const key = join(folder, "munge.key");
  writeFileSync(key, randomBytes(64), { mode: 0o600 });
  const [control, daemon] = await Promise.all([freePort(), freePort()]);
  const { username } = userInfo();
  writeFileSync(
    settings,
    [
      "ClusterName=test",
      `SlurmctldHost=${node}(127.0.0.1)`,
      `SlurmUser=${username}`,
      `SlurmdUser=${username}`,
      "AuthType=auth/munge",
      "CredType=cred/munge",
      `AuthInfo=socket=${join(folder, "munge.socket")}`,
      `SlurmctldPort=${control}`,
      `SlurmdPort=${daemon}`,
      `StateSaveLocation=${join(folder, "saved")}`,
      `SlurmdSpoolDir=${join(folder, "spool")}`,
      `SlurmctldPidFile=${join(folder, "slurmctld.pid")}`,
      `SlurmdPidFile=${join(folder, "slurmd.pid")}`,
      `SlurmctldLogFile=${join(folder, "slurmctld.log")}`,
      `SlurmdLogFile=${join(folder, "slurmd.log")}`,
      "ProctrackType=proctrack/linuxproc",
      "TaskPlugin=task/none",
      "JobAcctGatherType=jobacct_gather/none",
      "AccountingStorageType=accounting_storage/none",
      "SchedulerType=sched/builtin",
      "SelectType=select/cons_tres",
      "SelectTypeParameters=CR_CPU",
      "SlurmdTimeout=10",
      "ReturnToService=2",
      "MpiDefault=none",
      `NodeName=${node} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1500 State=UNKNOWN`,
      `PartitionName=all Nodes=${node} Default=YES MaxTime=INFINITE State=UP`,
      "",
    ].join("\n"),
  );
  const files = { "key-file": key, socket: join(folder, "munge.socket"), "pid-file": join(folder, "munged.pid") };
  const logs = { "log-file": join(folder, "munged.log"), "seed-file": join(folder, "munged.seed") };
  run("munged", ["--force", ...Object.entries({ ...files, ...logs }).map(([flag, path]) => `--${flag}=${path}`)]);
  const slurm: Slurm = {
    env,
    cutNode: () => {
      const victims = [pidIn(join(folder, "slurmd.pid")), ...jobProcesses(settings)];
      for (const pid of victims) end(pid, "SIGKILL");
    },
    startNode: () => void run("slurmd", []),
    nodeIs: async (...states) => {
      let state = "";
      for (let turn = 0; turn < 240; turn++) {
        state = spawnSync("sinfo", ["--noheader", "--format=%T"], { env, encoding: "utf8" }).stdout.trim();
        if (states.some((wanted) => state.startsWith(wanted))) return;
        await pause(250);
      }
      throw new Error(`The node did not become ${states.join(" or ")}: it is ${state}.`);
    },
    stop: () => {
      for (const pid of jobProcesses(settings)) end(pid, "SIGKILL");
      for (const name of ["slurmd", "slurmctld", "munged"]) end(pidIn(join(folder, `${name}.pid`)), "SIGTERM");
    },
  };
  try {
    run("slurmctld", []);
    slurm.startNode();
    await slurm.nodeIs("idle");
    return slurm;
  } catch (thrown) {
    slurm.stop();
    throw thrown;
  }
}

/** Processes of jobs of this Slurm, and the shepherds (slurmstepd) above them. */
function jobProcesses(settings: string): number[] {
  const found = new Set<number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const variables = read(`/proc/${name}/environ`).split("\0");
    if (!variables.includes(`SLURM_CONF=${settings}`) || !variables.some((variable) => variable.startsWith("SLURM_JOB_ID="))) continue;
    found.add(Number(name));
    const parent = Number(/^PPid:\s*(\d+)/m.exec(read(`/proc/${name}/status`))?.[1] ?? 0);
    if (read(`/proc/${parent}/comm`).trim() === "slurmstepd") found.add(parent);
  }
  return [...found];
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The process has ended meanwhile, or is another user's.
    return "";
  }
}

function pidIn(path: string): number | null {
  return existsSync(path) ? Number(readFileSync(path, "utf8")) : null;
}

function end(pid: number | null, signal: NodeJS.Signals): void {
  if (pid === null || pid < 2) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
