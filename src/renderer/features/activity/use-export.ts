import { useEffect, useRef, useState } from 'react'
import type { CallFilter } from '@shared/contract/activity'
import type { Problem } from '@shared/errors'
import { isAborted, problemOf, useClient } from '../../center'
import { saveFile } from '../../ui/save-file'

export type ExportFormat = 'jsonl' | 'csv'

export type ExportState =
  | { kind: 'idle' }
  | { kind: 'running'; calls: number; total: number }
  | { kind: 'done'; calls: number }
  | { kind: 'failed'; problem: Problem }

interface ExportWish {
  filter: CallFilter
  format: ExportFormat
  contents: boolean
}

/** Collects an export piece by piece and hands it over as a file; leaving or cancelling ends it. */
export function useExport() {
  const client = useClient()
  const [state, setState] = useState<ExportState>({ kind: 'idle' })
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])

  async function collect(wish: ExportWish, signal: AbortSignal): Promise<void> {
    if (!client) return
    const pieces: string[] = []
    let written = 0
    for await (const { text, calls, total } of await client.activity.export(wish, { signal })) {
      if (signal.aborted) return
      pieces.push(text)
      written = calls
      setState({ kind: 'running', calls, total })
    }
    const day = new Date().toISOString().slice(0, 10)
    const type = wish.format === 'csv' ? 'text/csv' : 'application/jsonl'
    saveFile(`omnimind-calls-${day}.${wish.format}`, type, pieces.join(''))
    setState({ kind: 'done', calls: written })
  }

  function start(wish: ExportWish): void {
    stop.current?.abort()
    const mine = new AbortController()
    stop.current = mine
    setState({ kind: 'running', calls: 0, total: 0 })
    collect(wish, mine.signal).catch((error: unknown) => {
      if (!isAborted(error, mine.signal)) setState({ kind: 'failed', problem: problemOf(error) })
    })
  }
  function cancel(): void {
    stop.current?.abort()
    setState({ kind: 'idle' })
  }
  return { state, start, cancel }
}
