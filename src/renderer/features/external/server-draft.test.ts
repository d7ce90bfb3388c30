import { describe, expect, it } from 'vitest'
import { ExternalServer } from '@shared/domain/external'
import { emptyDraft, fromDraft, toDraft } from './server-draft'

const servers = [
  ExternalServer.parse({
    id: 'a',
    title: 'A',
    transport: { kind: 'stdio', command: 'npx', args: ['x'], env: { K: '${secret:S}' }, cwd: '/tmp' },
  }),
  ExternalServer.parse({ id: 'b', title: 'B', transport: { kind: 'sse', url: 'https://b.example/sse' } }),
]

describe('a server as it is typed', () => {
  it('becomes the same server again', () => {
    for (const server of servers) expect(fromDraft(toDraft(server), []).server).toEqual(server)
  })

  it('says what to mend', () => {
    expect(fromDraft(emptyDraft, []).errors).toEqual({
      id: 'Small letters, digits and dashes; a letter first.',
      title: 'Give it a title, at most 100 characters.',
      command: 'Which program is to be started?',
    })
    const twice = { ...emptyDraft, id: 'a', title: 'A', kind: 'http' as const, url: 'ftp://x' }
    expect(
      fromDraft(
        {
          ...twice,
          headers: [
            ['X', '1'],
            ['X', '2'],
          ],
        },
        ['a'],
      ).errors,
    ).toEqual({
      id: 'A service or profile has this id already.',
      url: 'An address that begins with http:// or https://.',
      headers: 'A header stands there twice.',
    })
    expect(fromDraft({ ...emptyDraft, id: 'mcp', title: 'M', command: 'x' }, []).errors).toEqual({
      id: 'OmniMind itself uses this id.',
    })
  })

  it('leaves out rows that were only begun', () => {
    const { server } = fromDraft({ ...emptyDraft, id: 'a', title: 'A', command: 'x', env: [['', '']] }, [])
    expect(server?.transport).toMatchObject({ env: {}, cwd: null })
  })
})
