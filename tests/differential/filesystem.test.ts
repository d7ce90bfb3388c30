import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { server } from '@servers/filesystem/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../support/random'
import { serve, type Served } from '../support/served'
import { answer, listedTools, official } from './compare'
import { createCalls, makeTree } from './filesystem-calls'
import { comparable, treeOf } from './filesystem-answers'

const PACKAGE = '@modelcontextprotocol/server-filesystem'
const CALLS = 200

/** Both servers on equal trees: one for each run of generated calls, the last for what differs. */
const WORLDS = 5
let base: string
let ours: { served: Served; client: Client; roots: string[]; root: string }
let theirs: { client: Client; roots: string[]; root: string }

beforeAll(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'omni-fs-diff-')))
  const rootsOf = (whose: string): string[] =>
    Array.from({ length: WORLDS }, (_, n) => join(base, whose, `${n}`, 'jail'))
  const [ourRoots, theirRoots] = [rootsOf('ours'), rootsOf('theirs')]
  for (const root of [...ourRoots, ...theirRoots]) makeTree(root)
  const served = await serve(server, { settings: { folders: ourRoots } })
  ours = { served, client: (await served.connect()).client, roots: ourRoots, root: ourRoots.at(-1) ?? '' }
  theirs = {
    client: await official(PACKAGE, {}, theirRoots),
    roots: theirRoots,
    root: theirRoots.at(-1) ?? '',
  }
})
afterAll(async () => {
  await Promise.all([ours.client.close(), theirs.client.close()])
  await ours.served.close()
  rmSync(base, { recursive: true, force: true })
})

describe('filesystem against the official server', () => {
  test('lists the fourteen tools alike and in the same order, with more exact hints', async () => {
    const expected = await listedTools(theirs.client)
    expect(expected).toHaveLength(14)
    const listed = (await listedTools(ours.client)).slice(0, 14)
    expect(listed).toMatchObject(expected)
    const withoutHints = (tools: object[]) => tools.map((tool) => ({ ...tool, annotations: undefined }))
    expect(withoutHints(listed)).toEqual(withoutHints(expected))
  })

  test.each([1, 2, 3, 4])(`answers ${CALLS} generated calls alike (seed %i)`, async (seed) => {
    const nextCall = createCalls(createRandom(seed))
    const [ourRoot = '', theirRoot = ''] = [ours.roots[seed - 1], theirs.roots[seed - 1]]
    for (let n = 0; n < CALLS; n++) {
      const call = nextCall()
      const seen = call('ROOT')
      const expected = comparable(await answer(theirs.client, call(theirRoot)), seen, theirRoot)
      const given = comparable(await answer(ours.client, call(ourRoot)), seen, ourRoot)
      expect({ n, call: seen, answer: given }).toEqual({ n, call: seen, answer: expected })
    }
    expect(treeOf(ourRoot)).toEqual(treeOf(theirRoot))
  })

  describe('differs on purpose', () => {
    const inBoth = async (tool: string, args: (root: string) => Record<string, unknown>) => ({
      theirs: await answer(theirs.client, { tool, arguments: args(theirs.root) }),
      ours: await answer(ours.client, { tool, arguments: args(ours.root) }),
    })
    const edits = [{ oldText: 'two', newText: 'TWO' }]

    test('the lines of a file keep their ends when it is edited', async () => {
      await inBoth('edit_file', (root) => ({ path: join(root, 'crlf.txt'), edits }))
      expect(readFileSync(join(theirs.root, 'crlf.txt'), 'utf8')).toBe('one\nTWO\nthree')
      expect(readFileSync(join(ours.root, 'crlf.txt'), 'utf8')).toBe('one\r\nTWO\r\nthree')
    })

    test('what is no text is not edited, and so not damaged', async () => {
      const before = readFileSync(join(ours.root, 'bytes.bin'))
      const answers = await inBoth('edit_file', (root) => ({
        path: join(root, 'bytes.bin'),
        edits: [{ oldText: 'A', newText: 'B' }],
      }))
      expect(readFileSync(join(theirs.root, 'bytes.bin'), 'utf8')).toContain('\ufffd')
      expect(answers.ours).toMatchObject({ result: { isError: true } })
      expect(readFileSync(join(ours.root, 'bytes.bin'))).toEqual(before)
    })

    test('a link is moved itself, not what it leads to', async () => {
      await inBoth('move_file', (root) => ({
        source: join(root, 'inside-link'),
        destination: join(root, 'moved'),
      }))
      expect(treeOf(theirs.root)).not.toContainEqual(expect.stringMatching(/^file src\/code.ts/))
      expect(treeOf(ours.root)).toContainEqual(expect.stringMatching(/^file src\/code.ts/))
      expect(treeOf(ours.root)).toContain('link moved')
    })

    test('the size of what a link leads to outside is not told', async () => {
      const answers = await inBoth('list_directory_with_sizes', (root) => ({ path: join(root, 'links') }))
      expect(JSON.stringify(answers.theirs)).toMatch(/secret-link +6 B/)
      expect(JSON.stringify(answers.ours)).toMatch(/secret-link +0 B/)
    })

    test('a link to nothing and one that leads out get one answer', async () => {
      for (const { root } of [ours, theirs])
        symlinkSync(join(root, '../outside/nothing'), join(root, 'links/nothing'))
      const refusal = async (name: string) => {
        const answers = await inBoth('read_file', (root) => ({ path: join(root, 'links', name) }))
        const plain = (text: unknown) => JSON.stringify(text).replaceAll(`links/${name}`, 'LINK')
        return { theirs: plain(answers.theirs), ours: plain(answers.ours) }
      }
      const [existing, nothing] = [await refusal('secret-link'), await refusal('nothing')]
      expect(nothing.ours).toBe(existing.ours)
      expect(nothing.theirs).not.toBe(existing.theirs)
    })

    test('there is a scratch folder beside the allowed ones', async () => {
      const { ours: listed } = await inBoth('list_allowed_directories', () => ({}))
      const scratch = realpathSync(join(ours.served.dataDir, 'scratch'))
      expect(listed).toMatchObject({
        result: {
          structuredContent: { content: ['Allowed directories:', ...ours.roots, scratch].join('\n') },
        },
      })
    })
  })
})
