import { ActionIcon, Select, Switch } from '@mantine/core'
import type { Profile } from '@shared/domain/profile'
import type { ServiceSnapshot } from '@shared/domain/service'
import { Icon } from '../../../ui/icons'
import styles from './profiles.module.css'

interface ProfileServicesProps {
  profile: Profile
  services: readonly ServiceSnapshot[]
  change: (part: Partial<Profile>) => void
}

/** Every service, or some in an order of their own. */
export function ProfileServices({ profile, services, change }: ProfileServicesProps) {
  const chosen = profile.services
  const free = services.filter(({ id }) => !chosen?.includes(id))
  return (
    <div className={styles['form']}>
      <Switch
        label="Every service, also those added later"
        checked={chosen === null}
        onChange={(event) =>
          change({ services: event.currentTarget.checked ? null : services.map(({ id }) => id) })
        }
      />
      {chosen === null ? null : (
        <>
          <ol className={styles['services']} aria-label="Services in their order">
            {chosen.map((id, index) => (
              <ServiceEntry
                key={id}
                title={services.find((one) => one.id === id)?.title ?? `${id} (removed)`}
                isFirst={index === 0}
                isLast={index === chosen.length - 1}
                onMove={(step) => change({ services: moved(chosen, index, step) })}
                onRemove={() => change({ services: chosen.filter((one) => one !== id) })}
              />
            ))}
          </ol>
          {free.length === 0 ? null : (
            <Select
              aria-label="Add a service"
              placeholder="Add a service"
              searchable
              data={free.map(({ id, title }) => ({ value: id, label: title }))}
              value={null}
              onChange={(id) => {
                if (id) change({ services: [...chosen, id] })
              }}
            />
          )}
        </>
      )}
    </div>
  )
}

function ServiceEntry({
  title,
  isFirst,
  isLast,
  onMove,
  onRemove,
}: {
  title: string
  isFirst: boolean
  isLast: boolean
  onMove: (step: -1 | 1) => void
  onRemove: () => void
}) {
  return (
    <li>
      <span>{title}</span>
      <ActionIcon size="sm" aria-label={`Move ${title} up`} disabled={isFirst} onClick={() => onMove(-1)}>
        <Icon name="up" size={14} />
      </ActionIcon>
      <ActionIcon size="sm" aria-label={`Move ${title} down`} disabled={isLast} onClick={() => onMove(1)}>
        <Icon name="down" size={14} />
      </ActionIcon>
      <ActionIcon size="sm" aria-label={`Take ${title} out`} onClick={onRemove}>
        <Icon name="close" size={14} />
      </ActionIcon>
    </li>
  )
}

function moved(ids: readonly string[], index: number, step: -1 | 1): string[] {
  const next = [...ids]
  const [id] = next.splice(index, 1)
  if (id !== undefined) next.splice(index + step, 0, id)
  return next
}
