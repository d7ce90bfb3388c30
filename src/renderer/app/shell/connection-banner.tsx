import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useCenter, useConnection, type Connection } from '../../center'
import { useNow } from '../../ui/use-now'
import styles from './shell.module.css'

/** How long "Reconnected" stays, ms. */
const GOOD_NEWS_MS = 3_000

/** Says that the link is lost and when it is tried again; what is shown below is from before. */
export function ConnectionBanner() {
  const connection = useConnection()
  const news = useReconnected(connection)
  if (connection.kind === 'waiting') return <Lost until={connection.until} />
  if (connection.kind === 'open' && news) {
    return (
      <div className={styles['banner']} data-tone="ok" role="status">
        Reconnected.
      </div>
    )
  }
  return null
}

function Lost({ until }: { until: number }) {
  const now = useNow()
  const { connection } = useCenter()
  const seconds = Math.max(1, Math.ceil((until - now) / 1_000))
  return (
    <div className={styles['banner']} role="status">
      <span>Connection lost. Trying again in {seconds} s. What you see is from before.</span>
      <Button size="compact-xs" variant="default" onClick={() => connection.retryNow()}>
        Try now
      </Button>
    </div>
  )
}

function useReconnected(connection: Connection): boolean {
  const [toldEpoch, setToldEpoch] = useState(0)
  const epoch = connection.kind === 'open' && connection.afterLoss ? connection.epoch : 0
  useEffect(() => {
    const timer = setTimeout(() => setToldEpoch(epoch), GOOD_NEWS_MS)
    return () => clearTimeout(timer)
  }, [epoch])
  return epoch !== toldEpoch
}
