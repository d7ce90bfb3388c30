import { describe, expect, it } from 'vitest'
import { expandTemplate, offeredBy } from './offered'

describe('what an address offers', () => {
  it('becomes forms: a template asks for its variables, a prompt for its arguments', () => {
    const all = offeredBy({
      tools: [{ name: 'find', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } }],
      resources: [{ uri: 'a://b' }, { name: 'without an address' }],
      resourceTemplates: [{ uriTemplate: 'a://{kind}/{+path}{?q}' }],
      prompts: [{ name: 'sum', arguments: [{ name: 'of', required: true }, { name: 'style' }] }],
    })
    expect(all.map(({ kind, id }) => [kind, id])).toEqual([
      ['tool', 'find'],
      ['resource', 'a://b'],
      ['template', 'a://{kind}/{+path}{?q}'],
      ['prompt', 'sum'],
    ])
    expect(all[0]?.hints).toEqual(['only reads'])
    expect(Object.keys(all[2]?.schema.properties ?? {})).toEqual(['kind', 'path', 'q'])
    expect(all[3]?.schema.required).toEqual(['of'])
    expect(all[3]?.toRequest('memory', { of: 'x', style: '' })).toEqual({
      kind: 'prompt',
      endpoint: 'memory',
      name: 'sum',
      arguments: { of: 'x' },
    })
  })

  it('fills a URI template as RFC 6570 says', () => {
    expect(expandTemplate('a://{kind}/{+path}{?q,r}', { kind: 'x/y', path: 'c/d e', q: '1&2' })).toBe(
      'a://x%2Fy/c/d%20e?q=1%262',
    )
    expect(expandTemplate('a://b{?q}', {})).toBe('a://b')
    expect(expandTemplate('a:{/one,two}', { one: '1', two: '2' })).toBe('a:/1/2')
  })
})
