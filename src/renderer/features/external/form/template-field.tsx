import { ActionIcon, Menu, TextInput, Tooltip } from '@mantine/core'
import { secretsIn } from '@shared/domain/external'
import { Icon } from '../../../ui/icons'
import { useSecrets } from '../../security'

interface TemplateFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  placeholder?: string
}

/** A text that may name secrets; a button puts one in. A secret that is not set is said at once. */
export function TemplateField({ label, value, onChange, placeholder = '' }: TemplateFieldProps) {
  const { names, openNew } = useSecrets()
  const missing = names === null ? [] : secretsIn(value).filter((name) => !names.includes(name))
  const put = (name: string): void => onChange(`${value}\${secret:${name}}`)
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      maxLength={8_192}
      value={value}
      error={missing.length > 0 ? `The secret ${missing.join(', ')} is not set yet.` : null}
      onChange={(event) => onChange(event.currentTarget.value)}
      rightSection={
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Tooltip label="Use a secret">
              <ActionIcon size="sm" aria-label={`Use a secret in ${label}`}>
                <Icon name="key" size={14} />
              </ActionIcon>
            </Tooltip>
          </Menu.Target>
          <Menu.Dropdown>
            {(names ?? []).map((name) => (
              <Menu.Item key={name} onClick={() => put(name)}>
                {name}
              </Menu.Item>
            ))}
            {names?.length ? <Menu.Divider /> : null}
            <Menu.Item onClick={() => openNew(missing[0] ?? '', missing.length > 0 ? () => {} : put)}>
              {missing[0] ? `Set ${missing[0]}…` : 'New secret…'}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    />
  )
}
