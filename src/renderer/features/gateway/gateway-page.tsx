import { Page } from '../../ui/page'
import { PageTabs } from '../../ui/page-tabs'
import { useGateway, useServices } from '../../center'
import { useNow } from '../../ui/use-now'
import { LimitsTab } from './limits/limits-tab'
import { CloseCircuit } from './overview/circuit-mark'
import { OverviewTab } from './overview/overview-tab'
import { gatewaySentence } from './overview/gateway-sentence'
import { ProfilesTab } from './profiles/profiles-tab'
import { TokensTab } from './tokens/tokens-tab'
import styles from './gateway.module.css'

/** The one front door: its addresses, who uses it, what guards it, and what may be changed about that. */
export function GatewayPage() {
  const gateway = useGateway()
  const services = useServices() ?? []
  const now = useNow()
  const open = gateway?.guards.filter(({ circuit }) => circuit.kind === 'open') ?? []
  return (
    <Page title="Gateway">
      <div className={styles['state']}>
        <p className={styles['sentence']} role="status">
          {gateway ? gatewaySentence(gateway, services, now) : 'Asking the gateway how it stands.'}
        </p>
        {open.map(({ serviceId }) => (
          <CloseCircuit
            key={serviceId}
            size="xs"
            serviceId={serviceId}
            title={services.find(({ id }) => id === serviceId)?.title ?? serviceId}
          />
        ))}
      </div>
      <PageTabs
        label="Parts of the gateway"
        tabs={[
          { value: 'overview', label: 'Overview', content: <OverviewTab /> },
          { value: 'profiles', label: 'Profiles', content: <ProfilesTab /> },
          { value: 'tokens', label: 'Access tokens', content: <TokensTab /> },
          { value: 'limits', label: 'Limits', content: <LimitsTab /> },
        ]}
      />
    </Page>
  )
}
