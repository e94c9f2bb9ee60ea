import { readdirSync, readFileSync } from "node:fs";

/** CPU time and memory of some processes. */
export interface Usage {
  /** Milliseconds of CPU since their start, user and system. */
  readonly cpuMs: number;
  /** Resident bytes. */
  readonly memory: number;
}

const TICKS_PER_SECOND = 100;
const PAGE = 4096;

/** Reads /proc; processes that ended meanwhile count as nothing, and so does everything where there is no /proc. */
export function usageOf(pids: readonly number[]): Usage {
  const all = pids.map(statOf);
  return {
    cpuMs: all.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    memory: all.reduce((sum, { memory }) => sum + memory, 0),
  };
}

function statOf(pid: number): Usage {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { cpuMs: (ticks * 1000) / TICKS_PER_SECOND, memory: Number(fields[21]) * PAGE };
  } catch {
    return { cpuMs: 0, memory: 0 };
  }
}

/** A process and everything it started. */
export function familyOf(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of safeList("/proc")) {
    const child = Number(name);
    if (!Number.isInteger(child)) continue;
    const parent = parentOf(child);
    if (parent !== undefined) parents.set(parent, [...(parents.get(parent) ?? []), child]);
  }
  const family = [pid];
  for (const member of family) family.push(...(parents.get(member) ?? []));
  return family;
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
  } catch {
    return undefined;
  }
}

function safeList(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Of a server's family, the processes of its database. */
export function databaseProcesses(family: readonly number[]): number[] {
  return family.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("postgres");
    } catch {
      return false;
    }
  });
}
