import { z } from 'zod'
import { useEffect, useState } from 'react'

/** The part of `/status` this page shows; it needs no sign-in. */
const PublicStatus = z.object({
  version: z.string(),
  services: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: z.union([z.string(), z.object({ kind: z.string() }).transform((state) => state.kind)]),
    }),
  ),
})
export type PublicStatus = z.infer<typeof PublicStatus>

/** What everybody on this machine may read, asked for every 5 s; null while it cannot be had. */
export function usePublicStatus(): PublicStatus | null {
  const [status, setStatus] = useState<PublicStatus | null>(null)
  useEffect(() => {
    let stopped = false
    const ask = async (): Promise<void> => {
      try {
        const response = await fetch('/status', { headers: { accept: 'application/json' } })
        const read = PublicStatus.safeParse(await response.json())
        if (!stopped) setStatus(read.success ? read.data : null)
      } catch {
        if (!stopped) setStatus(null)
      }
    }
    void ask()
    const timer = setInterval(() => void ask(), 5_000)
    return () => {
      stopped = true
      clearInterval(timer)
    }
  }, [])
  return status
}
