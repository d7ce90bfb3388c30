import type { ConfigOverride } from '../run/environment'

/** The programs a configuration names under names of its own, so that they cannot be switched off by a fixed list. */
export interface Drivers {
  /** Filters that would change a file's content on its way into or out of git, e.g. `lfs`. */
  filters: string[]
  overrides: ConfigOverride[]
}

/**
 * @param names keys of all configuration, as `git config --list --name-only -z` tells them; a name may be empty (`[filter ""]`)
 * @returns what switches each of these programs off; an empty command is none
 */
export function switchOffDrivers(names: readonly string[]): Drivers {
  const filters = subsections(names, /^filter\.(.*)\.(?:clean|smudge|process|required)$/s)
  const hooks = subsections(names, /^hook\.(.*)\.(?:command|event|enabled)$/s)
  const differences = subsections(names, /^diff\.(.*)\.(?:command|textconv)$/s)
  const merges = subsections(names, /^merge\.(.*)\.driver$/s)
  return {
    filters,
    overrides: [
      ...filters.flatMap((name): ConfigOverride[] => [
        [`filter.${name}.clean`, ''],
        [`filter.${name}.smudge`, ''],
        [`filter.${name}.process`, ''],
        [`filter.${name}.required`, 'false'],
      ]),
      ...hooks.map((name): ConfigOverride => [`hook.${name}.enabled`, 'false']),
      ...differences.flatMap((name): ConfigOverride[] => [
        [`diff.${name}.command`, ''],
        [`diff.${name}.textconv`, ''],
      ]),
      ...merges.map((name): ConfigOverride => [`merge.${name}.driver`, '']),
    ],
  }
}

function subsections(names: readonly string[], pattern: RegExp): string[] {
  return [...new Set(names.flatMap((name) => pattern.exec(name)?.[1] ?? []))]
}
