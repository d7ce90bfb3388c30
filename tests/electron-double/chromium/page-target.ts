import { readFileSync } from 'node:fs'
import { ISOLATED_WORLD, isolatedWorldScript, mainWorldScript } from '../page/scripts.ts'
import { standardSchemes } from '../modules/protocol.ts'
import { notModelled } from '../support/strict.ts'
import { fromChromium, toChromium } from './app-address.ts'
import type { Cdp } from './cdp.ts'
import { chromium } from './launch.ts'
import { answerRequest, type PausedRequest } from './requests.ts'

export interface PageEvents {
  onMessage(channel: string, args: unknown[]): void
  /** Asked when the page itself, not main, starts a navigation. */
  mayNavigate(url: string): boolean
  onWindowOpen(url: string, frameName: string): void
  onNavigated(url: string): void
  onNavigatedInPage(url: string): void
  onDomReady(): void
  onLoaded(): void
  onCrashed(): void
}

/** What the scripts of `page/` tell from the isolated world. */
type FromPage =
  | { kind: 'message'; channel: string; args: unknown[] }
  | { kind: 'open'; url: string; name: string }

type Params = Record<string, unknown>

/** One page of the real Chromium, driven over the DevTools protocol. Its addresses are the app's, not Chromium's. */
export class PageTarget {
  url = ''
  targetId = ''
  private session = ''
  private cdp: Cdp | null = null
  private isolatedContext: string | undefined
  /** Where the page itself asked to go, until the request for it comes by. */
  private wishes = new Set<string>()
  private readonly events: PageEvents
  private readonly opened: Promise<void>

  constructor(size: { width: number; height: number }, preload: string | undefined, events: PageEvents) {
    this.events = events
    this.opened = this.open(size, preload)
    // Told by the first use of the page; without one there is nobody to tell.
    this.opened.catch(() => {})
  }

  /** Goes to an address of the app or of the net, as main's `loadURL` does. */
  async load(url: string): Promise<void> {
    await this.opened
    const { errorText } = await this.send('Page.navigate', { url: toChromium(url, standardSchemes) })
    if (typeof errorText === 'string')
      throw Object.assign(new Error(`${errorText} loading '${url}'`), { code: errorText })
  }

  async reload(): Promise<void> {
    await this.opened
    await this.send('Page.reload')
  }

  async evaluate(code: string): Promise<unknown> {
    await this.opened
    const answer = await this.send('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
    })
    const { result, exceptionDetails } = answer as {
      result: { value: unknown }
      exceptionDetails?: { text: string }
    }
    if (exceptionDetails) throw new Error(`Script failed to execute: ${exceptionDetails.text}`)
    return result.value
  }

  /** To the listeners of the preload; a page that has none yet hears nothing. */
  deliver(channel: string, args: unknown[]): void {
    if (this.isolatedContext === undefined) return
    const expression = `electronDoubleReceive(${JSON.stringify(channel)}, ${JSON.stringify(args)})`
    this.send('Runtime.evaluate', { expression, uniqueContextId: this.isolatedContext }).catch(() => {
      // The page went elsewhere in this moment, as it may in Electron.
    })
  }

  async close(): Promise<void> {
    await this.opened.catch(() => {})
    const { cdp } = await chromium()
    await cdp.send('Target.closeTarget', { targetId: this.targetId }).catch(() => {})
  }

  private async open(size: { width: number; height: number }, preload: string | undefined): Promise<void> {
    const script =
      preload === undefined ? '' : isolatedWorldScript(readFileSync(preload, 'utf8'), process.platform)
    const { cdp } = await chromium()
    const target = await cdp.send('Target.createTarget', {
      url: 'about:blank',
      ...size,
      newWindow: true,
    })
    this.targetId = target['targetId'] as string
    const attached = await cdp.send('Target.attachToTarget', { targetId: this.targetId, flatten: true })
    this.session = attached['sessionId'] as string
    this.cdp = cdp
    cdp.listen(this.session, (method, params) => this.onEvent(method, params))
    await Promise.all([
      this.send('Page.enable'),
      this.send('Runtime.enable'),
      this.send('Runtime.addBinding', { name: 'electronDoubleSend', executionContextName: ISOLATED_WORLD }),
      this.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldScript() }),
      this.send('Page.addScriptToEvaluateOnNewDocument', { source: script, worldName: ISOLATED_WORLD }),
      this.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] }),
    ])
  }

  private send(method: string, params: object = {}): Promise<Params> {
    if (this.cdp === null) return Promise.reject(new Error('electron double: the page is not open yet'))
    return this.cdp.send(method, params, this.session)
  }

  private onEvent(method: string, params: Params): void {
    this.handlers[method]?.(params)
  }

  private readonly handlers: Record<string, (params: Params) => void> = {
    'Fetch.requestPaused': (params) => void this.onRequest(params as unknown as PausedRequest),
    'Page.frameRequestedNavigation': ({ frameId, url }) => {
      if (frameId === this.targetId) this.wishes.add(withoutHash(String(url)))
    },
    'Page.frameNavigated': ({ frame }) => {
      const { id, url, urlFragment = '' } = frame as { id: string; url: string; urlFragment?: string }
      if (id !== this.targetId) return
      this.wishes.clear()
      this.url = fromChromium(url) + urlFragment
      this.events.onNavigated(this.url)
    },
    'Page.navigatedWithinDocument': ({ frameId, url }) => {
      if (frameId !== this.targetId) return
      this.wishes.clear()
      this.url = fromChromium(String(url))
      this.events.onNavigatedInPage(this.url)
    },
    'Page.windowOpen': ({ url }) => {
      throw notModelled(`a window opened by other means than window.open or a link (${String(url)})`)
    },
    'Page.domContentEventFired': () => this.events.onDomReady(),
    'Page.loadEventFired': () => this.events.onLoaded(),
    'Inspector.targetCrashed': () => this.events.onCrashed(),
    'Runtime.executionContextCreated': ({ context }) => {
      const { name, uniqueId, auxData } = context as {
        name: string
        uniqueId: string
        auxData: { frameId: string }
      }
      if (name === ISOLATED_WORLD && auxData.frameId === this.targetId) this.isolatedContext = uniqueId
    },
    'Runtime.bindingCalled': ({ name, payload }) => {
      if (name !== 'electronDoubleSend') return
      const message = JSON.parse(String(payload)) as FromPage
      if (message.kind === 'open') this.events.onWindowOpen(fromChromium(message.url), message.name)
      else this.events.onMessage(message.channel, message.args)
    },
  }

  private async onRequest(request: PausedRequest): Promise<void> {
    const isDocument = request.resourceType === 'Document' && request.frameId === this.targetId
    const wished = isDocument && this.wishes.delete(withoutHash(request.request.url))
    const isRefused = wished && !this.events.mayNavigate(fromChromium(request.request.url))
    await answerRequest(request, isRefused, (method, params) => this.send(method, params))
  }
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0] as string
}
