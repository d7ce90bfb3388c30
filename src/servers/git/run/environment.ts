import { delimiter, join } from 'node:path'
import { pathFolders } from '@shared/process/program-files'

/** A configuration value that goes before all files: `[key, value]`. */
export type ConfigOverride = readonly [key: string, value: string]

/** What git needs to find the person's own configuration and a place for temporary files. Nothing else is passed on. */
const PASSED_ON = [
  'HOME',
  'USER',
  'LOGNAME',
  'XDG_CONFIG_HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'SYSTEMROOT',
]

/**
 * The whole environment of a git process: no `GIT_*` and no `LD_PRELOAD` of ours comes through. What is set here wins over
 * every configuration file, so a repository cannot undo it.
 * @param overrides handed over as GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n, which need no quoting
 */
export function gitEnvironment(
  overrides: readonly ConfigOverride[],
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const passedOn = PASSED_ON.flatMap((key) => (env[key] === undefined ? [] : [[key, env[key]] as const]))
  const config = overrides.flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key] as const,
    [`GIT_CONFIG_VALUE_${at}`, value] as const,
  ])
  return {
    ...Object.fromEntries(passedOn),
    PATH: pathFolders(env['PATH']).join(delimiter),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: ':',
    GIT_SEQUENCE_EDITOR: ':',
    GIT_PAGER: 'cat',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_SSH_COMMAND: 'false',
    // No transport at all, also not for the missing objects of a partial clone.
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    // A file called `*.txt` or `:(top)` is that file.
    GIT_LITERAL_PATHSPECS: '1',
    ...Object.fromEntries(config),
    GIT_CONFIG_COUNT: String(overrides.length),
  }
}

/**
 * Everything known by which a configuration names a program that the commands of this service would run, and what would make
 * them look into submodules, which have configurations of their own.
 * @param dataDir whose `no-hooks` folder does not exist
 */
export function fixedOverrides(dataDir: string): ConfigOverride[] {
  return [
    ['core.hooksPath', join(dataDir, 'no-hooks')],
    ['core.fsmonitor', 'false'],
    ['core.pager', 'cat'],
    ['core.editor', ':'],
    ['core.sshCommand', 'false'],
    ['core.askPass', ''],
    ['core.alternateRefsCommand', ':'],
    ['credential.helper', ''],
    ['protocol.allow', 'never'],
    ['commit.gpgSign', 'false'],
    ['tag.gpgSign', 'false'],
    ['log.showSignature', 'false'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
    ['submodule.recurse', 'false'],
    ['status.submoduleSummary', 'false'],
    ['diff.submodule', 'short'],
    ['diff.ignoreSubmodules', 'all'],
    // It may name packs by a path that leads elsewhere; each pack has an index of its own.
    ['core.multiPackIndex', 'false'],
    // Files that git would open by their names, wherever these lead. What is shown here needs neither.
    ['diff.orderFile', '/dev/null'],
    ['log.mailmap', 'false'],
    ['safe.bareRepository', 'explicit'],
    ['color.ui', 'false'],
    ['i18n.commitEncoding', 'UTF-8'],
    ['i18n.logOutputEncoding', 'UTF-8'],
    // Without a name of the person git would make one up from the computer's.
    ['user.useConfigOnly', 'true'],
  ]
}
