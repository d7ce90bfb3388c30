import type { WireMessage } from '@shared/contract/playground'
import { formatClockMs, formatMs } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { JsonText } from '../../ui/json-text'
import styles from './playground.module.css'

/** Every message in order: when, which way, headers folded away, its text. */
export function ExchangeView({ messages }: { messages: readonly WireMessage[] }) {
  const from = messages[0]?.at ?? 0
  return (
    <ol className={styles['exchange']} aria-label="Messages">
      {messages.map((message, index) => (
        <li key={index}>
          <div className={styles['messageHead']}>
            <span className={styles['direction']} data-direction={message.direction}>
              <Icon name={message.direction === 'sent' ? 'up' : 'down'} size={12} />
              {message.direction === 'sent' ? 'Sent' : 'Received'}
            </span>
            {message.status === null ? null : <span>HTTP {message.status}</span>}
            <time title={formatClockMs(message.at)}>+{formatMs(Math.max(0, message.at - from))}</time>
          </div>
          {Object.keys(message.headers).length === 0 ? null : (
            <details className={styles['headers']}>
              <summary>{Object.keys(message.headers).length} headers</summary>
              <dl>
                {Object.entries(message.headers).map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </details>
          )}
          {message.text === '' ? (
            <p className={styles['running']}>No body.</p>
          ) : (
            <JsonText text={message.text} />
          )}
        </li>
      ))}
    </ol>
  )
}
