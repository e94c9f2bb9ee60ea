/** Settings of the embedded server: safe against loss of power, modest in memory, few processes. */
export const serverSettings: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  max_connections: "100",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // A commit is on the disk before anybody hears of it.
  fsync: "on",
  synchronous_commit: "on",
  shared_buffers: "64MB",
  effective_cache_size: "512MB",
  // A search that finds everybody need not go through files.
  work_mem: "32MB",
  random_page_cost: "1.1",
  checkpoint_timeout: "15min",
  // Tables of a new installation have no statistics, and without them the planner takes any index that begins with the
  // tenant. A look every few seconds ends that before it is felt; every minute, the default, is too late.
  autovacuum_naptime: "3s",
  // No replicas follow this server, so the log need not hold what only they would read.
  wal_level: "minimal",
  max_wal_senders: "0",
  // All queries are short lookups: helpers would cost more to start than they save.
  jit: "off",
  io_method: "sync",
  max_parallel_workers_per_gather: "0",
  max_logical_replication_workers: "0",
};

/** With room for the file's name below the 104 bytes that every system allows for the path of a socket. */
const longestSocketFolder = 85;

/**
 * The folder for the server's Unix socket, which costs a quarter less per statement than TCP; undefined when
 * its path is too long. The cluster's own folder will do: it is closed to other users.
 */
export function socketFolder(cluster: string): string | undefined {
  const usable = process.platform !== "win32" && Buffer.byteLength(cluster) <= longestSocketFolder;
  return usable && !/[",]/.test(cluster) ? cluster : undefined;
}
