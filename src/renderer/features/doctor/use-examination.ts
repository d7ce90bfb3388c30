import { useEffect, useRef, useState } from 'react'
import type { CenterClient } from '@shared/contract'
import type { DoctorProgress, DoctorReport } from '@shared/domain/doctor'
import type { Problem } from '@shared/errors'
import { isAborted, problemOf, useClient } from '../../center'

export type Examination =
  | { kind: 'running'; progress: DoctorProgress | null }
  | { kind: 'done'; report: DoctorReport }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'cancelled' }

/** Examines a service as soon as the link stands; leaving or cancelling ends it. */
export function useExamination(id: string): { state: Examination; cancel: () => void } {
  const client = useClient()
  const [state, setState] = useState<Examination>({ kind: 'running', progress: null })
  const stop = useRef<AbortController | null>(null)

  useEffect(() => {
    if (!client) return undefined
    const mine = new AbortController()
    stop.current = mine
    follow(client, id, mine.signal, setState).catch((error: unknown) => {
      if (!isAborted(error, mine.signal)) setState({ kind: 'failed', problem: problemOf(error) })
    })
    return () => mine.abort()
  }, [client, id])

  return {
    state,
    cancel: () => {
      stop.current?.abort()
      setState({ kind: 'cancelled' })
    },
  }
}

async function follow(
  client: CenterClient,
  id: string,
  signal: AbortSignal,
  tell: (state: Examination) => void,
): Promise<void> {
  for await (const event of await client.doctor.examine({ id }, { signal })) {
    if (signal.aborted) return
    if (event.type === 'progress') tell({ kind: 'running', progress: event.progress })
    else tell({ kind: 'done', report: event.report })
  }
}
