import type { Command } from "commander";

/** The shells that are known. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What may follow on some words. */
interface Place {
  /** The words that lead there, each behind a blank: ` user import`. */
  readonly path: string;
  readonly words: readonly { readonly word: string; readonly about: string }[];
}

/** The text that a shell reads to complete a program's words. It calls nothing: completing costs no start of it. */
export function completionScript(program: Command, shell: Shell): string {
  const places = placesOf(program, "", optionsOf(program));
  if (shell === "fish") return fish(program.name(), places);
  const script = bash(program.name(), places);
  return shell === "bash" ? script : `autoload -U +X bashcompinit && bashcompinit\n${script}`;
}

function placesOf(command: Command, path: string, everywhere: Place["words"]): Place[] {
  const below = command.commands.map((each) => ({ word: each.name(), about: each.summary() || each.description() }));
  const words = [...below, ...optionsOf(command), ...(path === "" ? [] : everywhere)];
  return [{ path, words }, ...command.commands.flatMap((each) => placesOf(each, `${path} ${each.name()}`, everywhere))];
}

function optionsOf({ options }: Command): Place["words"] {
  return options.flatMap(({ long, description }) => (long ? [{ word: long, about: description }] : []));
}

function bash(name: string, places: readonly Place[]): string {
  const known = places.map(({ path }) => `"${path}"`).join(" | ");
  const cases = places.map(({ path, words }) => `    "${path}") words="${words.map(({ word }) => word).join(" ")}" ;;`);
  return `_${name}() {
  local path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in ${known}) path="$path $word" ;; esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _${name} ${name}`;
}

function fish(name: string, places: readonly Place[]): string {
  const known = places.map(({ path }) => quoted(path)).join(" ");
  const lines = places.flatMap(({ path, words }) =>
    words.map(({ word, about }) => {
      const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      return `complete -c ${name} -n ${quoted(`__${name}_at ${quoted(path)}`)} ${what} -d ${quoted(about)}`;
    }),
  );
  return `function __${name}_at
  set -l path ""
  for word in (commandline -opc)[2..-1]
    contains -- "$path $word" ${known}; and set path "$path $word"
  end
  test "$path" = "$argv[1]"
end
${lines.join("\n")}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
