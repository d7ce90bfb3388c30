import { expect, test } from 'vitest'
import { metaKey, MODERN_VERSION } from '@shared/mcp/modern'
import { readEnvelope } from '../stateless-era/envelope'
import { clientName } from './methods'

const info = { name: 'ed\u202Eit\nor', version: '1' }
const request = { jsonrpc: '2.0', id: 1, method: 'tools/list' } as const

test('the name of a client hides nothing wherever it is shown, in both eras', () => {
  expect(clientName({ ...request, params: { clientInfo: info } })).toBe('ed‹U+202E›it or 1')
  const _meta = {
    [metaKey.protocolVersion]: MODERN_VERSION,
    [metaKey.clientInfo]: info,
    [metaKey.clientCapabilities]: {},
  }
  expect(readEnvelope({ ...request, params: { _meta } }, {})).toMatchObject({ client: 'ed‹U+202E›it or 1' })
})
