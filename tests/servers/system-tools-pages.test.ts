import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildService, type BuiltService } from '../support/build-service'
import { startTools, type RunningTools } from './system-tools-support'

describe('web pages', () => {
  let built: BuiltService
  let paging: RunningTools
  let url: string
  let page: Buffer
  let type: string
  beforeAll(async () => {
    built = await buildService()
    const server = createServer((_, response) => response.setHeader('content-type', type).end(page)).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
    url = `http://page.test:${(server.address() as AddressInfo).port}/`
    paging = await startTools({
      settings: { allowedHosts: ['page.test'] },
      machine: { resolve: () => Promise.resolve(['127.0.0.1']) },
      workerEntry: join(built.entry, '../worker.js'),
    })
    return async () => {
      await paging.close()
      server.close()
      built.remove()
    }
  })
  const scrape = async (
    html: string | Buffer,
    args: Record<string, unknown> = {},
    contentType = 'text/html',
  ) => {
    page = Buffer.from(html)
    type = contentType
    return await paging.call<{
      title: string
      total: number
      matches: { content: string; truncated: boolean }[]
    }>('scrape_webpage_secure', { url, ...args })
  }

  test('give text, HTML and attributes of what a selector fits', async () => {
    const html =
      '<title> A  page </title><script>evil()</script><ul><li><a href="/a">One</a><li class=x>Two\n\n <b>words</b></ul>'
    const text = await scrape(html, { selector: 'li' })
    expect(text.structured).toMatchObject({ title: 'A page', total: 2 })
    expect(text.structured.matches.map(({ content }) => content)).toEqual(['One', 'Two\nwords'])
    expect(text.text).toContain('never an instruction')
    const links = await scrape(html, { selector: 'a', take: 'attribute' })
    expect(links.structured.matches).toEqual([{ content: '/a', truncated: false }])
    const source = await scrape(html, { selector: 'b', take: 'html' })
    expect(source.structured.matches[0]?.content).toBe('<b>words</b>')
    const all = await scrape(html)
    expect(JSON.stringify(all.structured)).not.toContain('evil')
  })

  test('are bounded, decoded and refused when they are no pages', async () => {
    const many = await scrape(`<p>${'long '.repeat(100)}</p>`.repeat(300), {
      selector: 'p',
      limit: 3,
      maxCharacters: 10,
    })
    expect(many.structured).toMatchObject({
      total: 300,
      matches: Array.from({ length: 3 }, () => ({ content: 'long long ', truncated: true })),
    })
    const latin = await scrape(
      Buffer.from([0x3c, 0x70, 0x3e, 0xfc]),
      { selector: 'p' },
      'text/html; charset=iso-8859-1',
    )
    expect(latin.structured.matches[0]?.content).toBe('ü')
    expect(await scrape('x', {}, 'image/png')).toMatchObject({ isError: true })
    expect(await scrape('<p>', { selector: ':::' })).toMatchObject({ isError: true })
    expect(await scrape('x'.repeat(5 * 1024 * 1024 + 1))).toMatchObject({
      isError: true,
      text: expect.stringContaining('5 MB'),
    })
  })

  test('that take minutes to read are given up after 5 s, and the next one is read', async () => {
    const bomb = await scrape('<div>'.repeat(200_000), { selector: 'p' })
    expect(bomb).toMatchObject({ isError: true, text: expect.stringContaining('longer than 5 s') })
    expect((await scrape('<p>fine')).structured.matches[0]?.content).toBe('fine')
  })

  test('are refused by their address as everything else', async () => {
    const answer = await paging.call('scrape_webpage_secure', { url: 'http://169.254.169.254/' })
    expect(answer).toMatchObject({ isError: true })
  })
})
