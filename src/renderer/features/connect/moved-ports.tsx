import type { ConnectEndpoint } from '@shared/contract/connect'
import { StateShape } from '../../ui/state-mark'
import styles from './connect-page.module.css'

/** Services that are not where clients expect them. */
export function MovedPorts({ endpoints }: { endpoints: readonly ConnectEndpoint[] }) {
  const moved = endpoints.filter((endpoint) => !endpoint.onDefaultPort)
  if (moved.length === 0) return null
  const names = moved.map((endpoint) => endpoint.title).join(', ')
  return (
    <div className={styles['moved']} role="note">
      <StateShape kind="degraded" size={14} />
      <p>
        <b>{names}</b> {moved.length === 1 ? 'was' : 'were'} moved to another port. Clients set up before need
        the new address: copy their configuration again.
      </p>
    </div>
  )
}
