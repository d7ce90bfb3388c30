import { ActionIcon, Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import type { SettingWarning } from '@shared/contract/services'
import type { SettingField } from '@shared/domain/manifest'
import { Icon } from '../../../ui/icons'
import { entryProblem } from './setting-choices'
import styles from './settings-tab.module.css'

type ListKind = Extract<SettingField['value'], { type: 'list' }>

/** Folders or texts, each in a field of its own; a new one is ready to be written in. */
export function SettingList({
  label,
  kind,
  values,
  warnings,
  onChange,
}: {
  label: string
  kind: ListKind
  values: readonly string[]
  /** What is known of the entries as they are stored. */
  warnings: readonly SettingWarning[]
  onChange: (values: string[]) => void
}) {
  const entry = kind.of === 'folder' ? 'folder' : 'entry'
  const [added, setAdded] = useState<number | null>(null)
  const addButton = useRef<HTMLButtonElement>(null)
  const add = (): void => {
    setAdded(values.length)
    onChange([...values, ''])
  }
  const remove = (index: number): void => {
    // The button that had the focus goes.
    addButton.current?.focus()
    onChange(values.filter((_, at) => at !== index))
  }
  return (
    <fieldset className={styles['list']} aria-label={label}>
      {values.map((value, index) => (
        <div key={index} className={styles['item']}>
          <TextInput
            autoFocus={index === added}
            aria-label={`${label}, ${entry} ${index + 1}`}
            placeholder={kind.example ?? (kind.of === 'folder' ? 'Full path of a folder' : '')}
            maxLength={kind.maxLength}
            value={value}
            error={entryProblem(kind, value)}
            description={warnings.find((one) => one.entry === value)?.message}
            inputWrapperOrder={['input', 'error', 'description']}
            classNames={{ description: styles['warning'] ?? '' }}
            onChange={(event) => onChange(values.with(index, event.currentTarget.value))}
          />
          <ActionIcon aria-label={`Remove ${entry} ${index + 1} of ${label}`} onClick={() => remove(index)}>
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button
        ref={addButton}
        variant="default"
        size="compact-xs"
        disabled={values.length >= kind.maxItems}
        leftSection={<Icon name="plus" size={12} />}
        onClick={add}
      >
        Add {entry}
      </Button>
    </fieldset>
  )
}
