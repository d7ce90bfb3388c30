import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawHttp, statusOf } from '../../../tests/support/raw-http'
import { startTestDashboard, type RunningDashboard } from '../../../tests/support/running-dashboard'

let board: RunningDashboard
beforeAll(async () => void (board = await startTestDashboard()))
afterAll(() => board.close())

/** As a browser that a sign-in service sends back. */
const redirected = {
  'Sec-Fetch-Site': 'cross-site',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
}

function ask(target: string, headers: Record<string, string> = redirected, method = 'GET'): Promise<string> {
  const lines = Object.entries({ Host: `127.0.0.1:${board.port}`, ...headers, Connection: 'close' })
  const head = lines.map(([name, value]) => `${name}: ${value}`).join('\r\n')
  return rawHttp(board.port, `${method} ${target} HTTP/1.1\r\n${head}\r\n\r\n`)
}
const comeBack = (query: string, headers?: Record<string, string>, method?: string) =>
  ask(`/oauth/callback${query}`, headers, method)

describe('the way back from a sign-in', () => {
  it('needs no token, and the state decides', async () => {
    const known = await comeBack('?code=abc&state=known&iss=https%3A%2F%2Flogin.test')
    expect(statusOf(known)).toBe(200)
    expect(known).toContain('see whether the sign-in worked')
    expect(known).toContain('Content-Type: text/plain')
    expect(statusOf(await comeBack('?code=abc&state=other'))).toBe(400)
    expect(board.signIns).toEqual([
      { code: 'abc', state: 'known' },
      { code: 'abc', state: 'other' },
    ])
  })

  it.each(['', '?code=abc', '?state=known', '?code=&state=known', '?error=access_denied&state=known'])(
    'tells nobody of %j, and shows nothing of it',
    async (query) => {
      const before = board.signIns.length
      const answer = await comeBack(query)
      expect(statusOf(answer)).toBe(400)
      expect(answer).not.toContain('known')
      expect(board.signIns).toHaveLength(before)
    },
  )

  it('is not for scripts of other pages, their forms, or other paths', async () => {
    const before = board.signIns.length
    const query = '?code=a&state=known'
    const script = { ...redirected, 'Sec-Fetch-Mode': 'no-cors' }
    expect(statusOf(await comeBack(query, script))).toBe(403)
    expect(statusOf(await comeBack(query, { ...redirected, Origin: 'https://evil.test' }))).toBe(403)
    expect(statusOf(await comeBack(query, { ...redirected, Host: 'evil.test' }))).toBe(403)
    for (const method of ['POST', 'HEAD'])
      expect(statusOf(await comeBack(query, redirected, method))).toBe(403)
    expect(statusOf(await comeBack(query, {}, 'POST'))).toBe(405)
    expect(statusOf(await ask('/status', redirected))).toBe(403)
    expect(board.signIns).toHaveLength(before)
  })
})
