import { ActionIcon, Button, Select } from '@mantine/core'
import { defaultLimits, stricter, type RateLimit } from '@shared/domain/limits'
import { useQuery, useServices } from '../../../center'
import { Icon } from '../../../ui/icons'
import { Panel } from '../../../ui/panel'
import { SettingRow } from '../../../ui/setting-row'
import type { LimitPanelProps } from './limit-panels'
import { LimitInput, LimitRow } from './limit-row'
import styles from './limits.module.css'

/** How often a client may call a service, and the services with a limit of their own. */
export function RateLimits({ limits, errors, change }: LimitPanelProps) {
  const services = (useServices() ?? []).filter(({ tier }) => tier !== 0)
  const { query } = useQuery('own rates', (client, signal) => client.gateway.ownRates({}, { signal }))
  const ownRates = query.kind === 'ready' ? query.value : {}
  const own = Object.entries(limits.rateByService)
  const free = services.filter(({ id }) => !(id in limits.rateByService))
  /** What holds now, to begin with: not looser than that. */
  const inForce = (id: string): RateLimit => stricter(ownRates[id] ?? limits.rate, limits.rate)
  const titleOf = (id: string): string => services.find((one) => one.id === id)?.title ?? id
  const setOwn = (id: string, rate: RateLimit): void =>
    change({ rateByService: { ...limits.rateByService, [id]: rate } })
  const removeOwn = (id: string): void =>
    change({ rateByService: Object.fromEntries(own.filter(([key]) => key !== id)) })
  return (
    <Panel title="Rate, for each client and service">
      <LimitRow
        label="Calls a minute"
        help="In any 60 seconds."
        unit="calls"
        value={limits.rate.perMinute}
        standard={defaultLimits.rate.perMinute}
        error={errors['rate.perMinute']}
        onChange={(perMinute) => change({ rate: { ...limits.rate, perMinute } })}
      />
      <LimitRow
        label="Calls at once"
        help="A burst; refilled evenly over the minute."
        unit="calls"
        value={limits.rate.burst}
        standard={defaultLimits.rate.burst}
        error={errors['rate.burst']}
        onChange={(burst) => change({ rate: { ...limits.rate, burst } })}
      />
      {own.map(([id, rate]) => (
        <SettingRow key={id} label={titleOf(id)} help="In place of the limits above.">
          <div className={styles['own']}>
            <LimitInput
              label={`Calls a minute of ${titleOf(id)}`}
              unit="a minute"
              value={rate.perMinute}
              error={errors[`rateByService.${id}.perMinute`]}
              onChange={(perMinute) => setOwn(id, { ...rate, perMinute })}
            />
            <LimitInput
              label={`Calls at once of ${titleOf(id)}`}
              unit="at once"
              value={rate.burst}
              error={errors[`rateByService.${id}.burst`]}
              onChange={(burst) => setOwn(id, { ...rate, burst })}
            />
            <ActionIcon aria-label={`Remove the limits of ${titleOf(id)}`} onClick={() => removeOwn(id)}>
              <Icon name="close" size={14} />
            </ActionIcon>
          </div>
        </SettingRow>
      ))}
      {free.flatMap(({ id, title }) => {
        const rate = inForce(id)
        return ownRates[id]
          ? [<StandardRate key={id} title={title} rate={rate} onChange={() => setOwn(id, rate)} />]
          : []
      })}
      {free.length === 0 ? null : (
        <SettingRow
          label="Another limit for one service"
          help="A service that is slow, paid for, or very busy."
        >
          <Select
            aria-label="Another limit for one service"
            placeholder="Choose a service"
            w="12rem"
            data={free.map(({ id, title }) => ({ value: id, label: title }))}
            value={null}
            onChange={(id) => {
              if (id) setOwn(id, inForce(id))
            }}
          />
        </SettingRow>
      )}
    </Panel>
  )
}

/** The rate that comes with a service, because one of its calls can do much. */
function StandardRate({ title, rate, onChange }: { title: string; rate: RateLimit; onChange: () => void }) {
  return (
    <SettingRow label={title} help="Comes with the service; stricter limits above hold for it too.">
      <span className={styles['note']}>
        {rate.perMinute.toLocaleString('en')} a minute, {rate.burst.toLocaleString('en')} at once
      </span>
      <Button
        variant="default"
        size="compact-sm"
        aria-label={`Change the limits of ${title}`}
        onClick={onChange}
      >
        Change
      </Button>
    </SettingRow>
  )
}
