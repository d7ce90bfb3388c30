import { expect, test } from 'vitest'
import { fixedOverrides, gitEnvironment } from './environment'
import { findGit } from './find-git'

test('only what git needs is passed on, and PATH without relative folders', () => {
  const env = gitEnvironment([['filter.a=b.clean', '']], {
    HOME: '/home/ann',
    PATH: '.:/usr/bin::bin:/bin',
    LD_PRELOAD: '/evil.so',
    GIT_DIR: '/evil',
    GIT_SSH_COMMAND: 'evil',
    GIT_CONFIG_COUNT: '7',
    NODE_OPTIONS: '--require evil',
    SECRET: 'x',
  })
  expect(env).toMatchObject({ HOME: '/home/ann', PATH: '/usr/bin:/bin', GIT_SSH_COMMAND: 'false' })
  expect(env).toMatchObject({
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'filter.a=b.clean',
    GIT_CONFIG_VALUE_0: '',
  })
  expect(Object.keys(env).filter((key) => /LD_|NODE_|SECRET|GIT_DIR/.test(key))).toEqual([])
})

test('every override has one value', () => {
  const keys = fixedOverrides('/data').map(([key]) => key.toLowerCase())
  expect(new Set(keys).size).toBe(keys.length)
  expect(keys).toEqual(expect.arrayContaining(['core.hookspath', 'core.fsmonitor', 'safe.barerepository']))
})

test('git is not looked for in relative folders', () => {
  expect(findGit('.:bin:')).toBeNull()
  expect(findGit('/nowhere')).toBeNull()
})
