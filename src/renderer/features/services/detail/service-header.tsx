import type { ServiceSnapshot } from '@shared/domain/service'
import { Mono } from '../../../ui/mono'
import { StateMark } from '../../../ui/state-mark'
import { useNow } from '../../../ui/use-now'
import { ServiceButtons } from '../service-buttons'
import { stateDetail } from '../words'
import styles from './service-header.module.css'

/** Name, state, address, and what can be done. */
export function ServiceHeader({ service }: { service: ServiceSnapshot }) {
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
        <ServiceButtons service={service} />
      </div>
    </header>
  )
}
