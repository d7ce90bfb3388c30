import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createUiAssets } from './ui-assets'

const root = mkdtempSync(join(tmpdir(), 'omni-ui-'))
const dir = join(root, 'renderer')
const assets = createUiAssets(dir, '/dashboard')

beforeAll(() => {
  mkdirSync(join(dir, 'assets'), { recursive: true })
  mkdirSync(join(root, 'renderer_evil'))
  writeFileSync(join(root, 'secret.txt'), 'secret')
  writeFileSync(join(root, 'renderer_evil', 'f.txt'), 'secret')
  writeFileSync(join(dir, '.env'), 'secret')
  writeFileSync(
    join(dir, 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="./assets/index-1.js"></script>',
  )
  writeFileSync(join(dir, 'assets', 'index-1.js'), 'export {}')
  symlinkSync(join(root, 'secret.txt'), join(dir, 'assets', 'link.txt'))
})
afterAll(() => rmSync(root, { recursive: true }))

describe('the page', () => {
  it('carries a fresh nonce in the policy and in the text, and absolute references', async () => {
    const first = await assets.respond('/')
    const second = await assets.respond('/services/memory')
    const nonce = /'nonce-([^']+)'/.exec(first.headers['Content-Security-Policy'] ?? '')?.[1]
    expect(first.status).toBe(200)
    expect(first.body).toContain(`nonce="${nonce}"`)
    expect(first.body).toContain('src="/dashboard/assets/index-1.js"')
    expect(second.headers['Content-Security-Policy']).not.toBe(first.headers['Content-Security-Policy'])
    expect(first.headers['Content-Security-Policy']).not.toContain('unsafe')
  })

  it('says how to build a missing UI', async () => {
    const answer = await createUiAssets(join(root, 'nothing')).respond('/')
    expect(answer.status).toBe(503)
    expect(answer.body).toContain('npm run build')
  })
})

describe('files', () => {
  it('are served with type and kept for ever by browsers', async () => {
    const answer = await assets.respond('/assets/index-1.js')
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': expect.stringContaining('immutable'),
      'X-Content-Type-Options': 'nosniff',
    })
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%252e%252e/secret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/../renderer_evil/f.txt',
    '/assets/link.txt',
    '//etc/passwd.txt',
    '/C:/Windows/win.ini',
    '/index.html%00.txt',
    '/.env',
    '/%',
    '/%c0%ae%c0%ae/secret.txt',
    '/assets/missing.js',
    '/assets.d/',
  ])('%s gives nothing away', async (pathname) => {
    const answer = await assets.respond(pathname)
    expect([400, 404]).toContain(answer.status)
    expect(String(answer.body)).not.toContain('secret')
  })
})
