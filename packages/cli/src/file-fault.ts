/** Why a file could not be read or written, in words for whoever named it. */
export function fileFault(file: string, action: "read" | "written", cause: unknown): Error {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new Error(`${file} cannot be ${action}: ${reasons[action][code] ?? code}`, { cause });
}

const common = { EISDIR: "it is a folder", ENOTDIR: "a part of its path is no folder" };
const reasons: Readonly<Record<"read" | "written", Readonly<Record<string, string>>>> = {
  read: { ...common, ENOENT: "there is no such file", EACCES: "this user may not read it" },
  written: {
    ...common,
    ENOENT: "its folder does not exist",
    EACCES: "this user may not write there",
    EROFS: "the file system is read-only",
    ENOSPC: "the disk is full",
  },
};
