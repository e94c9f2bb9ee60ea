import { Help, type HelpConfiguration, type Option } from "commander";

/** How every help looks: options in the order of the alphabet, and defaults only where there is something to tell. */
export const helpStyle: HelpConfiguration = {
  showGlobalOptions: true,
  sortOptions: true,
  optionDescription: (option) => (tellsNothing(option) ? option.description : new Help().optionDescription(option)),
};

/** What is empty unless given. */
function tellsNothing({ defaultValue, argChoices }: Option): boolean {
  const isEmpty =
    defaultValue === "" || defaultValue === 0 || (Array.isArray(defaultValue) && defaultValue.length === 0);
  return isEmpty && argChoices === undefined;
}
