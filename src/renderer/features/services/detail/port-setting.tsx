import { Button } from '@mantine/core'
import type { ServiceSnapshot } from '@shared/domain/service'
import { useCommand } from '../../../center'
import { notifyDone } from '../../../ui/notify'
import { SettingRow } from '../../../ui/setting-row'
import { moveToDefaultPort, moveToFreePort } from '../service-commands'
import styles from './settings-tab.module.css'

/** Where the service listens, and the way to another port or back. */
export function PortSetting({ service }: { service: ServiceSnapshot }) {
  const { run, busy } = useCommand()
  const moved = service.port !== service.defaultPort
  const move = (): void =>
    void run(`${service.title} could not be moved`, async (client) => {
      const after = await moveToFreePort(client, service.id)
      notifyDone(`${service.title} is on port ${after.port} now. Tell your clients: see Connect.`)
    })
  const back = (): void =>
    void run(`${service.title} could not be moved back`, (client) => moveToDefaultPort(client, service.id))
  return (
    <SettingRow
      label={`Port ${service.port}`}
      help={
        moved
          ? `Moved from its default, ${service.defaultPort}. Clients must know the new address: see Connect.`
          : 'The default port. Every client that was set up with OmniMind uses it.'
      }
    >
      <div className={styles['port']}>
        {moved ? (
          <Button variant="default" disabled={busy} onClick={back}>
            Back to {service.defaultPort}
          </Button>
        ) : (
          <Button variant="default" disabled={busy} onClick={move}>
            Use another free port
          </Button>
        )}
      </div>
    </SettingRow>
  )
}
