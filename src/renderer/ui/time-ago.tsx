import { Tooltip } from '@mantine/core'
import { formatAgo, formatDateTime } from './format'
import { useNow } from './use-now'

/** A moment as people say it; the exact time on hover and to assistive technology. */
export function TimeAgo({ at }: { at: number }) {
  const now = useNow()
  return (
    <Tooltip label={formatDateTime(at)}>
      <time dateTime={new Date(at).toISOString()}>
        {formatAgo(at, Math.max(now, at > now + 2_000 ? now : at))}
      </time>
    </Tooltip>
  )
}
