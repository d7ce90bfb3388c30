import type { ServiceSnapshot } from '@shared/domain/service'
import type { Totals } from '../totals'
import { capSeries, MAX_SERIES } from './cap'
import { processFamilies, serviceFamilies, type Usages } from './service-families'
import { formatFamilies, type Family } from './text-format'
import { targetFamilies, trafficFamilies } from './traffic-families'

export { TEXT_FORMAT_TYPE } from './text-format'

/** Build information and the count of series left out. */
const OWN_SERIES = 2

/** Everything Prometheus may scrape, 1,000 series at most; counters start with the center. */
export function prometheusText(
  snapshots: readonly ServiceSnapshot[],
  totals: Totals,
  usages: Usages,
  version: string,
): string {
  const ids = snapshots.map(({ id }) => id)
  const essential = [
    ...serviceFamilies(snapshots),
    ...processFamilies(usages),
    ...trafficFamilies(ids, totals),
  ]
  const room = MAX_SERIES - OWN_SERIES
  const taken = essential.flatMap(({ groups }) => groups.flat()).length
  const targets = targetFamilies(ids, totals, Math.max(2 * ids.length, room - taken))
  const { families, leftOut } = capSeries(byImportance(essential, targets), room)
  return formatFamilies([buildInfo(version), ...families, leftOutFamily(leftOut)])
}

/** Histograms are the widest, so they give way first. */
function byImportance(essential: readonly Family[], targets: readonly Family[]): Family[] {
  const narrow = essential.filter(({ type }) => type !== 'histogram')
  return [...narrow, ...targets, ...essential.filter(({ type }) => type === 'histogram')]
}

function buildInfo(version: string): Family {
  return {
    name: 'omnimind_build_info',
    type: 'gauge',
    help: 'Always 1; the labels tell what runs.',
    groups: [[{ labels: { version, node: process.versions.node }, value: 1 }]],
  }
}

function leftOutFamily(leftOut: number): Family {
  return {
    name: 'omnimind_series_left_out',
    type: 'gauge',
    help: 'Series that this page leaves out to stay below its limit.',
    groups: [[{ labels: {}, value: leftOut }]],
  }
}
