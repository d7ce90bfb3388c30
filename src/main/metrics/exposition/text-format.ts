/**
 * Prometheus' text format, version 0.0.4, by hand: forty lines. prom-client keeps registries of its own that
 * can only be fed one observation at a time; our histograms arrive as counts per bucket from the gateway,
 * and it has no way to take those in.
 */

export const TEXT_FORMAT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export type Labels = Record<string, string>

export interface Sample {
  /** Added to the family's name: `_bucket`, `_sum`, `_count`; empty otherwise. */
  suffix?: string
  labels: Labels
  value: number
}

export interface Family {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  /** Samples that are shown together or not at all, the most important group first. */
  groups: Sample[][]
}

/** Families without a sample are left out. */
export function formatFamilies(families: readonly Family[]): string {
  return families
    .filter(({ groups }) => groups.some((group) => group.length > 0))
    .map(formatFamily)
    .join('')
}

function formatFamily({ name, type, help, groups }: Family): string {
  const lines = groups
    .flat()
    .map(
      ({ suffix = '', labels, value }) => `${name}${suffix}${formatLabels(labels)} ${formatValue(value)}\n`,
    )
  return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function formatValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  return String(value)
}

/** Backslash, quote and line feed; a carriage return or a lone surrogate would break a reader's line or decoder. */
function escapeLabel(value: string): string {
  return value
    .toWellFormed()
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', ' ')
}

function escapeHelp(help: string): string {
  return help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
