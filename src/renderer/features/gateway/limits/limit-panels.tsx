import { Switch } from '@mantine/core'
import { defaultLimits, type GatewayLimits } from '@shared/domain/limits'
import { Panel } from '../../../ui/panel'
import { SettingRow } from '../../../ui/setting-row'
import { LimitRow } from './limit-row'
import type { LimitErrors } from './limit-errors'

export interface LimitPanelProps {
  limits: GatewayLimits
  errors: LimitErrors
  change: (part: Partial<GatewayLimits>) => void
}

type Field<Part> = readonly [key: keyof Part & string, label: string, help: string, unit: string]

const concurrencyFields: readonly Field<GatewayLimits['concurrency']>[] = [
  [
    'initial',
    'Starts at',
    'Calls in flight per service at first; then the limit follows how fast it answers.',
    'calls',
  ],
  ['min', 'Lowest', 'The limit never sinks below.', 'calls'],
  ['max', 'Highest', 'The limit never rises above.', 'calls'],
  [
    'queue',
    'Waiting calls',
    'That many may wait per service; more are refused at once. 50 at most.',
    'calls',
  ],
  ['queueTimeoutMs', 'Longest wait', 'A call that waited this long is refused.', 'ms'],
]

export function ConcurrencyLimits({ limits, errors, change }: LimitPanelProps) {
  return (
    <Panel title="Calls at the same time">
      {concurrencyFields.map(([key, label, help, unit]) => (
        <LimitRow
          key={key}
          label={label}
          help={help}
          unit={unit}
          value={limits.concurrency[key]}
          standard={defaultLimits.concurrency[key]}
          error={errors[`concurrency.${key}`]}
          onChange={(value) => change({ concurrency: { ...limits.concurrency, [key]: value } })}
        />
      ))}
    </Panel>
  )
}

const breakerFields: readonly Field<GatewayLimits['breaker']>[] = [
  ['failures', 'Opens after', 'Failures in a row after which a service gets no more calls.', 'failures'],
  ['openS', 'Stays open for', 'Then one call is let through to see whether it answers again.', 's'],
]

export function BreakerLimits({ limits, errors, change }: LimitPanelProps) {
  return (
    <Panel title="Circuit breaker">
      {breakerFields.map(([key, label, help, unit]) => (
        <LimitRow
          key={key}
          label={label}
          help={help}
          unit={unit}
          value={limits.breaker[key]}
          standard={defaultLimits.breaker[key]}
          error={errors[`breaker.${key}`]}
          onChange={(value) => change({ breaker: { ...limits.breaker, [key]: value } })}
        />
      ))}
    </Panel>
  )
}

export function CacheLimits({ limits, errors, change }: LimitPanelProps) {
  const { cache } = limits
  return (
    <Panel title="Response cache">
      <SettingRow
        label="Keep answers"
        help="Only of tools that only read and that say how long an answer holds. Default on."
      >
        <Switch
          aria-label="Keep answers"
          checked={cache.enabled}
          onChange={(event) => change({ cache: { ...cache, enabled: event.currentTarget.checked } })}
        />
      </SettingRow>
      <LimitRow
        label="In memory"
        help="The oldest answers go first."
        unit="MB"
        value={cache.memoryMb}
        standard={defaultLimits.cache.memoryMb}
        error={errors['cache.memoryMb']}
        onChange={(memoryMb) => change({ cache: { ...cache, memoryMb } })}
      />
      <LimitRow
        label="On disk"
        help="Outlives a restart. 0 keeps nothing on disk."
        unit="MB"
        value={cache.diskMb}
        standard={defaultLimits.cache.diskMb}
        error={errors['cache.diskMb']}
        onChange={(diskMb) => change({ cache: { ...cache, diskMb } })}
      />
    </Panel>
  )
}
