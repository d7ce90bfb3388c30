import { Select } from '@mantine/core'
import { useSecrets } from '../../security'

const NEW = '\0new'

/** Chooses a stored secret by its name, or stores a new one; the value itself is never shown. */
export function SettingSecret({
  label,
  name,
  onChange,
}: {
  label: string
  name: string
  onChange: (name: string) => void
}) {
  const { names, openNew } = useSecrets()
  const isMissing = name !== '' && names !== null && !names.includes(name)
  const choices = [
    { value: '', label: 'None' },
    ...(names ?? []).map((one) => ({ value: one, label: one })),
    ...(isMissing ? [{ value: name, label: name }] : []),
    { value: NEW, label: 'New secret…' },
  ]
  return (
    <Select
      aria-label={label}
      w="16rem"
      data={choices}
      value={name}
      allowDeselect={false}
      error={isMissing ? `The secret ${name} is not set.` : null}
      onChange={(next) => (next === NEW ? openNew('', onChange) : onChange(next ?? ''))}
    />
  )
}
