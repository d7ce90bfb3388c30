import type { RunningTenant } from '../../external/support/remote-tenant'

export interface SignIn {
  /** Does something again when it failed only because the person had to sign in first. */
  retrying<T>(run: () => Promise<T>): Promise<T>
  /** Rejects when signing in does not help: a person would not try for ever. */
  readonly patience: Promise<never>
}

const MAX_TRIES = 3
const MAX_VISITS = 4

/** The person: opens each address the tenant asks for and brings back what the browser would. */
export function signInAutomatically(tenant: RunningTenant): SignIn {
  let done = 0
  let lose: (error: Error) => void = () => {}
  const patience = new Promise<never>((_, reject) => (lose = reject))
  patience.catch(() => {})
  let running: Promise<void> = Promise.resolve()
  const visitAll = async (): Promise<void> => {
    for (;;) {
      const asked = tenant.messages.filter((message) => message.type === 'sign-in')
      const next = asked[done]
      if (!next) return
      if (++done > MAX_VISITS) return lose(new Error('Signing in did not help.'))
      const answer = await fetch(next.url, { redirect: 'manual' })
      const back = new URL(answer.headers.get('location') ?? '', next.url).searchParams
      const kept = tenant.messages.length
      tenant.signedIn(back.get('code') ?? '', back.get('state') ?? '', back.get('iss') ?? undefined)
      await tenant.message((message) => tenant.messages.indexOf(message) >= kept)
    }
  }
  const watch = async (): Promise<void> => {
    for (;;) {
      await tenant.message((message) => message.type === 'sign-in' && count(tenant) > done)
      running = visitAll()
      await running
    }
  }
  void watch()
  return {
    patience,
    async retrying(run) {
      for (let tries = 1; ; tries++) {
        const before = count(tenant)
        try {
          return await run()
        } catch (error) {
          if (count(tenant) === before || tries === MAX_TRIES) throw error
          await visitAll()
          await running
        }
      }
    },
  }
}

function count(tenant: RunningTenant): number {
  return tenant.messages.filter((message) => message.type === 'sign-in').length
}
