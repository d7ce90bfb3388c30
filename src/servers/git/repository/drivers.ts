import { ToolError } from '../../kit/define-tool'
import type { ConfigOverride } from '../run/environment'

/** Each becomes up to eight variables of an environment, and a system takes some 2 MB of these. */
const MAX_DRIVERS = 500
const MAX_NAMES_LENGTH = 64 * 1024

/** The programs a configuration names under names of its own, so that they cannot be switched off by a fixed list. */
export interface Drivers {
  /** Filters that would change a file's content on its way into or out of git, e.g. `lfs`. */
  filters: string[]
  overrides: ConfigOverride[]
}

/**
 * @param names keys of all configuration, as `git config --list -z` tells them; a name may be empty (`[filter ""]`)
 * @returns what switches each of these programs off; an empty command is none
 * @throws ToolError when there are more than can be switched off
 */
export function switchOffDrivers(names: readonly string[]): Drivers {
  const filters = subsections(names, /^filter\.(.*)\.(?:clean|smudge|process|required)$/s)
  const hooks = subsections(names, /^hook\.(.*)\.(?:command|event|enabled)$/s)
  const differences = subsections(names, /^diff\.(.*)\.(?:command|textconv)$/s)
  const merges = subsections(names, /^merge\.(.*)\.driver$/s)
  refuseTooMany([...filters, ...hooks, ...differences, ...merges])
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

function refuseTooMany(drivers: readonly string[]): void {
  if (drivers.length <= MAX_DRIVERS && drivers.join('').length <= MAX_NAMES_LENGTH) return
  throw new ToolError(
    `The repository is not used: its configuration (or the person's own) names ${drivers.length} filters, drivers and hooks. ` +
      `Each has to be switched off, and up to ${MAX_DRIVERS} can be, with ${MAX_NAMES_LENGTH} letters of names. Ask the ` +
      'person to remove those that are not needed.',
  )
}
