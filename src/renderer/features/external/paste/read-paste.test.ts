import { describe, expect, it } from 'vitest'
import { readPaste } from './read-paste'
import { splitCommand } from './split-command'

function draftOf(text: string) {
  const pasted = readPaste(text)
  if (pasted.kind !== 'draft') throw new Error(`“${text}” was read as ${pasted.kind}`)
  return pasted.draft
}

describe('what was pasted', () => {
  it('is told apart', () => {
    expect(readPaste('  ').kind).toBe('empty')
    expect(readPaste('{ "mcpServers": {} }').kind).toBe('config')
    expect(draftOf('https://tracker.example/mcp').kind).toBe('http')
    expect(draftOf('https://tracker.example/sse').kind).toBe('sse')
    expect(draftOf('npx -y server').kind).toBe('stdio')
  })

  it('a command gives program, arguments, environment and a name', () => {
    expect(draftOf('$ LOG=debug A="b c" npx -y @x/server-everything@1.2 --flag "two words"')).toMatchObject({
      command: 'npx',
      args: ['-y', '@x/server-everything@1.2', '--flag', 'two words'],
      env: [
        ['LOG', 'debug'],
        ['A', 'b c'],
      ],
      id: 'everything',
      title: 'Everything',
    })
    expect(draftOf('uvx mcp-google-maps').title).toBe('Google maps')
    expect(draftOf('docker run -i --rm mcp/github:latest').id).toBe('github')
    expect(draftOf('/opt/tools/notes-mcp --stdio').id).toBe('notes')
    expect(draftOf('npx gateway').id).toBe('gateway-server')
  })

  it('an address gives its name', () => {
    expect(draftOf('https://mcp.linear.app/sse').id).toBe('linear')
    expect(draftOf('http://localhost:3000/mcp').id).toBe('localhost')
    expect(draftOf('http://127.0.0.1:3000/mcp').id).toBe('')
  })
})

describe('a command line', () => {
  it('is split as a shell splits it, and nothing is expanded', () => {
    expect(splitCommand(`a 'b "c"' "d \\" e" "" f\\ g $HOME \\\n h`)).toEqual([
      'a',
      'b "c"',
      'd " e',
      '',
      'f g',
      '$HOME',
      'h',
    ])
    expect(splitCommand('C:\\tools\\node.exe server.js')).toEqual(['C:\\tools\\node.exe', 'server.js'])
  })
})
