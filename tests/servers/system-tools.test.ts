import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startTools, type RunningTools } from './system-tools-support'

let tools: RunningTools
beforeEach(async () => {
  tools = await startTools()
})
afterEach(() => tools.close())

describe('about itself and the machine', () => {
  test('health, system and metrics say what is', async () => {
    const health = await tools.call('health_check')
    expect(health.structured).toMatchObject({
      readOnly: false,
      folders: [{ path: tools.folder, exists: true }],
    })
    expect((await tools.call('system_info')).structured).toMatchObject({ platform: process.platform })
    await tools.call('read_file_secure', { path: 'missing' })
    const metrics = await tools.call<{ tools: { tool: string; calls: number; errors: number }[] }>(
      'get_metrics',
    )
    expect(metrics.structured).toMatchObject({ calls: 4, errors: 1 })
    expect(metrics.structured.tools.find(({ tool }) => tool === 'read_file_secure')).toMatchObject({
      calls: 1,
      errors: 1,
    })
    expect(metrics.structured.tools).toHaveLength(14)
  })

  test('the cache is emptied', async () => {
    await tools.call('list_processes')
    await tools.call('execute_command', { command: 'echo' })
    expect((await tools.call('clear_cache')).structured).toMatchObject({ processList: true })
    expect((await tools.call('clear_cache')).structured).toEqual({ processList: false, programs: 0 })
  })

  test('variables are told when allowed, secrets never', async () => {
    const before = { ...process.env }
    onTestFinished(
      () => void Object.assign(process.env, { OMNI_PLAIN: '', OMNI_TOKEN: '', OMNI_HIDDEN: '' }, before),
    )
    Object.assign(process.env, {
      OMNI_PLAIN: 'value',
      OMNI_TOKEN: 'value',
      OMNI_HIDDEN: `ghp_${'a1B2'.repeat(9)}`,
    })
    const allowedEnvironment = ['OMNI_PLAIN', 'OMNI_TOKEN', 'OMNI_HIDDEN', 'OMNI_ABSENT']
    const telling = await startTools({ settings: { allowedEnvironment } })
    onTestFinished(() => telling.close())
    const get = async (name: string) => await telling.call('get_env_var', { name })
    expect((await get('OMNI_PLAIN')).structured).toEqual({ name: 'OMNI_PLAIN', value: 'value' })
    expect((await get('OMNI_ABSENT')).structured).toEqual({ name: 'OMNI_ABSENT', value: null })
    for (const name of [
      'OMNI_TOKEN',
      'OMNI_HIDDEN',
      'PATH',
      'AWS_SECRET_ACCESS_KEY',
      '__proto__',
      'constructor',
    ])
      expect(await get(name), name).toMatchObject({ isError: true })
  })

  test('texts are analyzed', async () => {
    const text = 'The cat sat on the mat. It was not a big cat, and the mat was for it.\n\nThe end.'
    expect((await tools.call('analyze_text', { text, frequentWords: 2 })).structured).toMatchObject({
      words: 20,
      sentences: 3,
      paragraphs: 2,
      lines: 3,
      language: 'en',
      frequentWords: [
        { word: 'cat', count: 2 },
        { word: 'mat', count: 2 },
      ],
    })
  })
})
