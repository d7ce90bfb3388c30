import { ActionIcon, Button, TextInput } from '@mantine/core'
import type { SettingField } from '@shared/domain/manifest'
import { Icon } from '../../../ui/icons'
import styles from './settings-tab.module.css'

type ListKind = Extract<SettingField['value'], { type: 'list' }>

/** Folders or texts, each in a field of its own. */
export function SettingList({
  label,
  kind,
  values,
  onChange,
}: {
  label: string
  kind: ListKind
  values: readonly string[]
  onChange: (values: string[]) => void
}) {
  const entry = kind.of === 'folder' ? 'folder' : 'entry'
  return (
    <fieldset className={styles['list']} aria-label={label}>
      {values.map((value, index) => (
        <div key={index} className={styles['item']}>
          <TextInput
            aria-label={`${label}, ${entry} ${index + 1}`}
            placeholder={kind.example ?? (kind.of === 'folder' ? 'Full path of a folder' : '')}
            maxLength={kind.maxLength}
            value={value}
            error={kind.of === 'folder' && value !== '' && !isAbsolute(value) ? 'Write the full path.' : null}
            onChange={(event) => onChange(values.with(index, event.currentTarget.value))}
          />
          <ActionIcon
            aria-label={`Remove ${entry} ${index + 1} of ${label}`}
            onClick={() => onChange(values.filter((_, at) => at !== index))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="compact-xs"
        disabled={values.length >= kind.maxItems}
        leftSection={<Icon name="plus" size={12} />}
        onClick={() => onChange([...values, ''])}
      >
        Add {entry}
      </Button>
    </fieldset>
  )
}

/** As any of our systems writes it. */
function isAbsolute(path: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path)
}
