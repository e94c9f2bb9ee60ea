import { bn } from "./words/bn.ts";
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import { fr } from "./words/fr.ts";
import { it } from "./words/it.ts";
import { nl } from "./words/nl.ts";
import { pl } from "./words/pl.ts";
import { ptBr } from "./words/pt-br.ts";
import type { Words } from "./words/words.ts";
import { zhCn } from "./words/zh-cn.ts";

/** Every language that mails are written in. */
export const languages: readonly Words[] = [en, bn, de, fr, it, nl, pl, ptBr, zhCn];

/** Longer headers than any browser sends are cut here. */
const LONGEST_HEADER = 256;

/**
 * The best language for a value of X-Language or Accept-Language (RFC 9110 section 12.5.4): the exact tag, otherwise one
 * that shares its primary subtag, so that de-AT reads German. English for everything else, "undefined" included.
 */
export function wordsFor(requested: string): Words {
  for (const tag of tagsIn(requested.slice(0, LONGEST_HEADER))) {
    const [primary] = tag.split("-");
    const same = languages.find(({ language }) => language.toLowerCase() === tag);
    const related = languages.find(({ language }) => language.toLowerCase().split("-")[0] === primary);
    const found = same ?? related;
    if (found) return found;
  }
  return en;
}

/** The tags of the header, most wanted first, in lower case. */
function tagsIn(header: string): readonly string[] {
  return header
    .split(",")
    .map((entry) => {
      const [tag = "", quality] = entry.split(";q=");
      const weight = quality === undefined ? 1 : Number(quality);
      return { tag: tag.trim().toLowerCase().replaceAll("_", "-"), weight };
    })
    .filter(({ tag, weight }) => weight > 0 && /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/.test(tag))
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
