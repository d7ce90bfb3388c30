import { isServing, type ServiceSnapshot } from '@shared/domain/service'
import { Mono } from '../../../ui/mono'
import { StateMark } from '../../../ui/state-mark'
import { useNow } from '../../../ui/use-now'
import { ExamineButton, isWorthExamining } from '../../doctor'
import { SignInButton, useExternalServer } from '../../external'
import { wantsSignIn } from '../attention'
import { ServiceButtons } from '../service-buttons'
import { stateDetail } from '../words'
import styles from './service-header.module.css'

/**
 * Name, state, address, and what can be done.
 * @param offered what a button below does already
 */
export function ServiceHeader({
  service,
  offered,
}: {
  service: ServiceSnapshot
  offered: readonly string[]
}) {
  const detail = stateDetail(service, useNow())
  return (
    <header className={styles['header']}>
      <div className={styles['words']}>
        <div className={styles['title']}>
          <h1 tabIndex={-1}>{service.title}</h1>
          <span className={styles['state']}>
            <StateMark kind={service.state.kind} />
            {detail ? <span>{detail}</span> : null}
          </span>
        </div>
        <p className={styles['about']}>{service.description}</p>
        <Mono copy={service.url} label="Copy address">
          {service.url}
        </Mono>
      </div>
      <div className={styles['actions']}>
        <SignIn service={service} />
        {isWorthExamining(service) ? null : <ExamineButton id={service.id} title={service.title} />}
        <ServiceButtons service={service} offered={offered} />
      </div>
    </header>
  )
}

/** For an address that does not serve now, when what needs attention does not say it already. */
function SignIn({ service }: { service: ServiceSnapshot }) {
  const { query } = useExternalServer(service)
  if (query.kind !== 'ready' || !query.value || query.value.transport.kind === 'stdio') return null
  if (wantsSignIn(service)) return null
  const refused = service.lastError?.code === 'UNAUTHORIZED'
  return isServing(service.state) && !refused ? null : <SignInButton id={service.id} title={service.title} />
}
