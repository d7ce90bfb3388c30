import { Button } from '@mantine/core'
import { useCommand } from '../../../center'
import { notifyDone } from '../../../ui/notify'

/** Forgets kept answers, so that the next calls ask the service. */
export function ClearCache({ serviceId, title }: { serviceId: string | null; title: string }) {
  const { run, busy } = useCommand()
  const clear = async (): Promise<void> => {
    const done = await run('The cache could not be cleared', (client) =>
      client.gateway.clearCache({ serviceId }),
    )
    if (done) notifyDone(`The cached answers of ${title} are forgotten.`)
  }
  return (
    <Button
      size="compact-xs"
      variant="default"
      disabled={busy}
      aria-label={`Clear the cache of ${title}`}
      onClick={() => void clear()}
    >
      Clear cache
    </Button>
  )
}
