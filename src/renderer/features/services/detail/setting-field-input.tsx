import { NumberInput, Select, Switch, TextInput } from '@mantine/core'
import type { SettingWarning } from '@shared/contract/services'
import type { SettingField, SettingValue } from '@shared/domain/manifest'
import { SettingList } from './setting-list'
import { SettingSecret } from './setting-secret'

/** The control that fits one setting of a manifest. */
export function SettingFieldInput({
  field,
  value,
  warnings,
  onChange,
}: {
  field: SettingField
  value: SettingValue
  warnings: readonly SettingWarning[]
  onChange: (value: SettingValue) => void
}) {
  const kind = field.value
  if (kind.type === 'boolean') {
    return (
      <Switch
        aria-label={field.label}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    )
  }
  if (kind.type === 'integer') {
    return (
      <NumberInput
        aria-label={field.label}
        w="10rem"
        min={kind.min}
        max={kind.max}
        allowDecimal={false}
        clampBehavior="blur"
        suffix={kind.unit ? ` ${kind.unit}` : ''}
        value={typeof value === 'number' ? value : kind.default}
        onChange={(next) => {
          if (typeof next === 'number') onChange(next)
        }}
      />
    )
  }
  if (kind.type === 'choice') {
    return (
      <Select
        aria-label={field.label}
        w="14rem"
        data={kind.choices}
        value={String(value)}
        allowDeselect={false}
        onChange={(next) => onChange(next ?? kind.default)}
      />
    )
  }
  if (kind.type === 'list') {
    const values = Array.isArray(value) ? value : []
    const own = warnings.filter(({ key }) => key === field.key)
    return <SettingList label={field.label} kind={kind} values={values} warnings={own} onChange={onChange} />
  }
  if (kind.type === 'secret') {
    return <SettingSecret label={field.label} name={String(value)} onChange={onChange} />
  }
  return (
    <TextInput
      aria-label={field.label}
      w="16rem"
      maxLength={kind.maxLength}
      value={String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
