import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccess, type Access } from '../../src/main/access'
import { createApi } from '../../src/main/api'
import { startDashboard, startHealthServer } from '../../src/main/dashboard'
import { systemClock } from '../../src/shared/lib/clock'
import { FakeApiDeps } from './fake-api-deps'
import { freePort } from './free-port'

/** Real dashboard and health servers over an invented center, with a data directory as the command line finds it. */
export interface RunningDashboard {
  center: FakeApiDeps
  access: Access
  home: string
  port: number
  healthPort: number
  origin: string
  /** What came back from sign-ins; the state `known` is waited for. */
  signIns: { code: string; state: string }[]
  /** Names another process as the one that runs on the data directory. */
  announce(pid: number): void
  close(): Promise<void>
}

export async function startTestDashboard(): Promise<RunningDashboard> {
  const home = mkdtempSync(join(tmpdir(), 'omni-dash-'))
  const renderer = join(home, 'renderer')
  mkdirSync(join(renderer, 'assets'), { recursive: true })
  writeFileSync(
    join(renderer, 'index.html'),
    '<meta content="__CSP_NONCE__"><script src="./assets/a-1.js"></script>',
  )
  writeFileSync(join(renderer, 'assets', 'a-1.js'), 'export {}')
  const center = new FakeApiDeps()
  const deps = center.deps()
  const access = createAccess({ home, clock: systemClock, log: deps.log })
  const [port, healthPort] = [await freePort(), await freePort()]
  const shared = {
    identity: { version: '0.1.0', pid: process.pid },
    services: () => deps.services.list(),
    quitting: () => center.quitAsked,
    holderOf: (port: number) => deps.ports.holderOf(port),
  }
  const signIns: { code: string; state: string }[] = []
  const dashboard = await startDashboard({
    ...shared,
    port,
    rendererDir: renderer,
    api: createApi(deps),
    access,
    metrics: { prometheus: () => 'omnimind_up 1\n', json: () => ({ up: 1 }) },
    onSignIn: ({ code, state }) => {
      signIns.push({ code, state })
      return state === 'known'
    },
    clock: systemClock,
    log: deps.log,
  })
  const health = await startHealthServer({ ...shared, port: healthPort, uptimeMs: () => 1_234.5 })
  const announce = (pid: number): void => {
    const instance = { pid, host: 'headless', dashboardPort: port, startedAt: Date.now() }
    writeFileSync(join(home, 'instance.json'), JSON.stringify(instance))
  }
  announce(process.pid)
  return {
    announce,
    signIns,
    center,
    access,
    home,
    port,
    healthPort,
    origin: `http://127.0.0.1:${port}`,
    async close() {
      await Promise.all([dashboard.close(), health.close()])
      rmSync(home, { recursive: true, force: true })
    },
  }
}
