import type { WireMessage } from '@shared/contract/playground'

/** A longer message is shown cut; the result itself is not. Unit: UTF-16 code units. */
const MAX_TEXT = 256 * 1024
/** Headers worth showing; the others say nothing about the exchange. */
const SHOWN = /^(?:content-type|accept|mcp-.*|authorization|retry-after|www-authenticate|last-event-id)$/

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>

/** Everything that goes over the wire through `fetch`, in order, the token replaced. */
export class WireRecord {
  readonly messages: WireMessage[] = []
  readonly #now: () => number

  /** @param now UTC epoch ms */
  constructor(now: () => number) {
    this.#now = now
  }

  readonly fetch: Fetch = async (url, init) => {
    const body = typeof init?.body === 'string' ? init.body : ''
    this.#add(
      'sent',
      null,
      new Headers(init?.headers),
      `${init?.method ?? 'GET'} ${new URL(url).pathname}\n${body}`,
    )
    const response = await fetch(url, init)
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) return this.#followed(response)
    const text = await response.text()
    this.#add('received', response.status, response.headers, text)
    const hasNoBody = response.status === 202 || response.status === 204
    const { status, headers } = response
    return new Response(hasNoBody ? null : text, { status, headers })
  }

  /** Notes each event as it passes. */
  #followed(response: Response): Response {
    this.#add('received', response.status, response.headers, '')
    const decoder = new TextDecoder()
    let rest = ''
    const note = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
        rest = events.pop() ?? ''
        for (const event of events) this.#noteEvent(event)
        controller.enqueue(chunk)
      },
    })
    const { status, headers } = response
    return new Response(response.body?.pipeThrough(note) ?? null, { status, headers })
  }

  #noteEvent(event: string): void {
    const lines = event.split('\n').filter((line) => line.startsWith('data:'))
    const data = lines.map((line) => line.slice(5).trimStart()).join('\n')
    if (data !== '') this.#add('received', null, new Headers(), data)
  }

  #add(direction: WireMessage['direction'], status: number | null, headers: Headers, text: string): void {
    const shown = [...headers].filter(([name]) => SHOWN.test(name))
    const cut = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)} …` : text
    this.messages.push({
      at: this.#now(),
      direction,
      status,
      headers: Object.fromEntries(
        shown.map(([name, value]) => [name, name === 'authorization' ? 'Bearer [token]' : value]),
      ),
      text: cut,
    })
  }
}
