import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '@shared/lib/clock'
import { VirtualClock } from '../../../tests/support/virtual-clock'
import { createAccess } from './index'
import { sha256Hex } from './secret'

let home: string
let clock: VirtualClock
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'omni-access-'))
  clock = new VirtualClock()
})
afterEach(() => rmSync(home, { recursive: true }))

const ignore = (): void => {}
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore }
const open = () => createAccess({ home, clock, log })
const file = () => join(home, 'access-token')

describe("the owner's token", () => {
  it('is made once, private, and stays', () => {
    const { ownerToken } = open()
    expect(ownerToken).toMatch(/^omm_[A-Za-z0-9_-]{43}$/)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(readFileSync(file(), 'utf8').trim()).toBe(ownerToken)
    expect(open().ownerToken).toBe(ownerToken)
  })

  it('lets in nothing else', () => {
    const access = open()
    expect(access.verifyToken(access.ownerToken)).toBe(true)
    for (const wrong of [
      '',
      'omm_',
      `${access.ownerToken}x`,
      access.ownerToken.slice(0, -1),
      ` ${access.ownerToken}`,
    ])
      expect(access.verifyToken(wrong)).toBe(false)
  })

  it('is not what AI clients get: theirs opens the MCP ports, and nothing of the control center', () => {
    const access = open()
    expect(access.clientsToken).not.toBe(access.ownerToken)
    expect(access.verifyToken(access.clientsToken)).toBe(false)
    expect(access.verifyToken(access.examinerToken)).toBe(false)
    // The doctor judges every definition and calls what only reads.
    expect(access.acceptedTokens().find(({ id }) => id === 'examiner')).toMatchObject({
      listsAll: true,
      scope: { readOnly: true },
    })
    const accepted = access.acceptedTokens().map(({ id, sha256 }) => [id, sha256])
    expect(accepted).toEqual([
      ['owner', sha256Hex(access.ownerToken)],
      ['clients', sha256Hex(access.clientsToken)],
      ['examiner', sha256Hex(access.examinerToken)],
    ])
    expect(statSync(join(home, 'mcp-token')).mode & 0o777).toBe(0o600)
    expect(open().clientsToken).toBe(access.clientsToken)
    expect(access.clients.list().map(({ id }) => id)).toEqual(['owner', 'clients'])
    expect(() => access.clients.revoke('clients')).toThrow('cannot be revoked')
  })

  it('repairs permissions that were too wide, and says so', () => {
    open()
    chmodSync(file(), 0o644)
    expect(open().warnings).toHaveLength(1)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(open().warnings).toEqual([])
  })

  it('replaces a damaged file and keeps it aside', () => {
    writeFileSync(file(), 'omm_short')
    const access = open()
    expect(access.verifyToken('omm_short')).toBe(false)
    expect(access.warnings[0]).toContain('Connect the clients again')
    expect(readdirSync(home).some((name) => name.startsWith('access-token.damaged-'))).toBe(true)
  })
})

describe('sign-in', () => {
  it('works once, within five minutes', async () => {
    const access = open()
    const code = access.issueSignInCode()
    const session = access.redeemSignInCode(code)
    expect(session).not.toBeNull()
    expect(access.redeemSignInCode(code)).toBeNull()
    const late = access.issueSignInCode()
    await clock.advance(5 * MINUTE)
    expect(access.redeemSignInCode(late)).toBeNull()
    expect(access.redeemSignInCode('')).toBeNull()
  })

  it('lasts thirty days from the last use', async () => {
    const access = open()
    const session = access.redeemSignInCode(access.issueSignInCode()) as string
    await clock.advance(29 * DAY)
    expect(access.verifySession(session)).toBe(true)
    await clock.advance(29 * DAY)
    expect(access.verifySession(session)).toBe(true)
    await clock.advance(30 * DAY)
    expect(access.verifySession(session)).toBe(false)
    expect(access.verifySession('forged')).toBe(false)
  })

  it('keeps a bounded number of codes', () => {
    const access = open()
    const first = access.issueSignInCode()
    for (let n = 0; n < 100; n++) access.issueSignInCode()
    expect(access.redeemSignInCode(first)).toBeNull()
  })
})
