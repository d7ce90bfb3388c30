import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSources, root } from '../architecture/source-files'

// Rules of Electron's security checklist that a reader of the sources can prove and a running app cannot.

const sources = [...readSources('src/main'), ...readSources('src/preload')].filter(
  ({ path }) => !path.endsWith('.test.ts'),
)
const filesWith = (pattern: RegExp): string[] =>
  sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path)
const desktop = 'src/main/host/desktop'

test('the scan sees the desktop', () => {
  expect(sources.filter(({ path }) => path.startsWith(desktop)).length).toBeGreaterThan(20)
})

test('one place listens to pages, and it checks the sender first', () => {
  expect(filesWith(/\bipcMain\b/)).toEqual([`${desktop}/link/link.ts`])
  const text = readFileSync(join(root, desktop, 'link/link.ts'), 'utf8')
  const listeners = [...text.matchAll(/ipcMain\.(\w+)\(/g)].map(([, verb]) => verb)
  expect(listeners).toEqual(['on', 'off'])
  expect(text).toMatch(/const onFrame = [^\n]*\{\n\s*if \(!isOwnFrame\(event\.senderFrame\)[^\n]*return\n/)
})

test('one place opens addresses outside, and it checks them first', () => {
  expect(filesWith(/\bshell\.open/)).toEqual([`${desktop}/host.ts`])
  expect(filesWith(/shell\.(openPath|showItemInFolder|trashItem)/)).toEqual([])
})

test('windows are made in one place, shut off from Node', () => {
  expect(filesWith(/new BrowserWindow\(/)).toEqual([`${desktop}/window/main-window.ts`])
  const text = readFileSync(join(root, desktop, 'window/main-window.ts'), 'utf8')
  for (const setting of [
    'sandbox: true',
    'contextIsolation: true',
    'nodeIntegration: false',
    'webviewTag: false',
    'devTools: !options.isPackaged',
  ])
    expect(text).toContain(setting)
  expect(
    filesWith(/webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures/),
  ).toEqual([])
  expect(filesWith(/openDevTools|executeJavaScript|allowpopups/)).toEqual([])
})

test('only our own address is ever loaded', () => {
  const loads = sources.flatMap(({ text }) =>
    [...text.matchAll(/\.load(?:URL|File)\(([^)]*)\)/g)].map(([, what]) => what),
  )
  expect(loads.length).toBeGreaterThan(0)
  for (const what of loads) expect(what).toMatch(/^APP_URL \+ place$/)
})

test('the entry never waits for the app to get ready', () => {
  const entry = readFileSync(join(root, 'src/main/index.ts'), 'utf8')
  expect(entry.replaceAll(/\/\/.*/g, '')).not.toMatch(/\bawait\b/)
})
