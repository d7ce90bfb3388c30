import { ActionIcon, Button, Tooltip } from '@mantine/core'
import type { ServiceSnapshot } from '@shared/domain/service'
import { useCommand } from '../../center'
import { Icon } from '../../ui/icons'
import { commandOf, failureTitle, verbsOf, verbWord, type ServiceVerb } from './service-commands'
import styles from './service-buttons.module.css'

const icons = { start: 'play', stop: 'stop', restart: 'restart' } as const
const places: readonly ServiceVerb[] = ['restart', 'start', 'stop']

/** Start, stop and restart as small buttons, each at its own place so that they never move under the pointer. */
export function ServiceIconButtons({ service }: { service: ServiceSnapshot }) {
  const { run, busy } = useCommand()
  const verbs = verbsOf(service)
  const columns: readonly ServiceVerb[] = verbs.includes('start') ? ['start', 'stop'] : ['restart', 'stop']
  return (
    <span className={styles['row']}>
      {columns.map((verb) => {
        const label = `${verbWord(verb, service.state.kind)} ${service.title}`
        if (!verbs.includes(verb)) return <span key={verb} className={styles['space']} />
        return (
          <Tooltip key={verb} label={label}>
            <ActionIcon
              aria-label={label}
              disabled={busy && verb !== 'stop'}
              onClick={() => void run(failureTitle(verb, service.title), commandOf(verb, service.id))}
            >
              <Icon name={icons[verb]} />
            </ActionIcon>
          </Tooltip>
        )
      })}
    </span>
  )
}

/**
 * The same with words, for a service's own page.
 * @param offered what another button beside them does already
 */
export function ServiceButtons({
  service,
  offered,
}: {
  service: ServiceSnapshot
  offered: readonly string[]
}) {
  const { run, busy } = useCommand()
  const verbs = verbsOf(service).filter((verb) => !offered.includes(verb))
  return (
    <>
      {places
        .filter((verb) => verbs.includes(verb))
        .map((verb) => (
          <Button
            key={verb}
            variant={verb === 'start' ? 'filled' : 'default'}
            leftSection={<Icon name={icons[verb]} size={14} />}
            disabled={busy && verb !== 'stop'}
            onClick={() => void run(failureTitle(verb, service.title), commandOf(verb, service.id))}
          >
            {verbWord(verb, service.state.kind)}
          </Button>
        ))}
    </>
  )
}
