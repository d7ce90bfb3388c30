import { NumberInput, SegmentedControl, TextInput } from '@mantine/core'
import { CommandCheck } from './command-check'
import type { FieldsProps } from './fields-props'
import { PairList } from './pair-list'
import { TextList } from './text-list'
import styles from './form.module.css'

/** A program that is started here. */
export function StdioFields({ draft, errors, change }: FieldsProps) {
  return (
    <>
      <div>
        <TextInput
          label="Command"
          description="A name on your login shell's PATH, or a path. Never run through a shell."
          placeholder="npx"
          maxLength={4_096}
          value={draft.command}
          error={errors.command}
          onChange={(event) => change({ command: event.currentTarget.value })}
        />
        <CommandCheck command={draft.command} isolation={draft.isolation} />
      </div>
      <TextList
        label="Arguments"
        entry="Argument"
        help="One each, without quotes."
        error={errors.args}
        values={draft.args}
        onChange={(args) => change({ args })}
      />
      <PairList
        label="Environment"
        entry="Variable"
        help="Keep keys and passwords as secrets: they are put in when it starts and stand nowhere else."
        error={errors.env}
        pairs={draft.env}
        onChange={(env) => change({ env })}
      />
    </>
  )
}

/** What is seldom changed about a program. */
export function MoreStdioFields({ draft, errors, change }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Working directory"
        description="Empty takes a directory of its own among OmniMind's data."
        maxLength={4_096}
        value={draft.cwd}
        error={errors.cwd}
        onChange={(event) => change({ cwd: event.currentTarget.value })}
      />
      <div>
        <p className={styles['label']}>Processes</p>
        <SegmentedControl
          aria-label="Processes"
          value={draft.sharing}
          onChange={(value) => change({ sharing: value === 'per-session' ? 'per-session' : 'shared' })}
          data={[
            { value: 'shared', label: 'One for every client' },
            { value: 'per-session', label: 'One for each session' },
          ]}
        />
        <p className={styles['help']}>
          {draft.sharing === 'shared'
            ? 'Saves memory; clients see what the others changed in it.'
            : 'Clients are apart; each costs its own memory and start-up time.'}
        </p>
      </div>
      <NumberInput
        label="Start-up timeout"
        description="Silence longer than this, with nothing being installed, counts as hung."
        w="14rem"
        suffix=" s"
        allowDecimal={false}
        value={draft.startupTimeoutS}
        error={errors.startupTimeoutS}
        onChange={(value) => change({ startupTimeoutS: Number(value) })}
      />
      <div>
        <p className={styles['label']}>Isolation</p>
        <SegmentedControl
          aria-label="Isolation"
          value={draft.isolation}
          onChange={(value) => change({ isolation: value === 'off' ? 'off' : 'auto' })}
          data={[
            { value: 'auto', label: 'Where possible' },
            { value: 'off', label: 'Off' },
          ]}
        />
        <p className={styles['help']}>
          A PID namespace makes sure that nothing it starts stays behind. It is no sandbox: files and network
          stay open to it.
        </p>
      </div>
    </>
  )
}
