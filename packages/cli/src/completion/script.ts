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
  const scripts = { bash, zsh, fish };
  const places = placesOf(program, "", optionsOf(program));
  return scripts[shell](program.name(), places);
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
  const known = pathPattern(places);
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

/** Names no variable `path`, which is what commands are found by. */
function zsh(name: string, places: readonly Place[]): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const list = (texts: readonly string[]) => `(${texts.map(quote).join(" ")})`;
  const cases = places.map(({ path, words }) => {
    const offered = list(words.map(({ word }) => word));
    return `    "${path}") offered=${offered} about=${list(words.map(({ word, about }) => `${word} -- ${about}`))} ;;`;
  });
  return `_${name}() {
  local at="" word
  local -a offered about
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in ${pathPattern(places)}) at="$at $word" ;; esac
  done
  case "$at" in
${cases.join("\n")}
  esac
  compadd -l -d about -- $offered || _files
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _${name} ${name}`;
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

/** Matches the words of a place, in the patterns of bash and zsh. */
function pathPattern(places: readonly Place[]): string {
  return places.map(({ path }) => `"${path}"`).join(" | ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
