import { SegmentedControl } from '@mantine/core'
import type { ServiceSnapshot } from '@shared/domain/service'
import { useQueryValue } from '../../../router'
import { HealthFacts } from './health-facts'
import { ServiceCharts } from './service-charts'
import { ServiceFacts } from './service-facts'
import { ToolUse } from './tool-use'
import { ranges, rangeOf } from './ranges'
import styles from './overview-tab.module.css'

/** What was proven, what it costs, what it did. */
export function OverviewTab({ service }: { service: ServiceSnapshot }) {
  const [range, setRange] = useQueryValue('range', '15m')
  return (
    <div className={styles['tab']}>
      <HealthFacts health={service.health} />
      <div className={styles['bar']}>
        <ServiceFacts service={service} />
        <SegmentedControl
          aria-label="Time range"
          value={rangeOf(range).value}
          onChange={setRange}
          data={ranges.map(({ value, label }) => ({ value, label }))}
        />
      </div>
      <ServiceCharts id={service.id} range={rangeOf(range)} />
      <ToolUse id={service.id} range={rangeOf(range)} />
    </div>
  )
}
