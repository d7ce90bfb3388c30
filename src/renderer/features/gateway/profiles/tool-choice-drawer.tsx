import { Button, Drawer, Switch, Textarea, TextInput } from '@mantine/core'
import { ToolChoice } from '@shared/domain/profile'
import { formatPlace } from '../../../router'
import { formatCount } from '../../../ui/format'
import { Mono } from '../../../ui/mono'
import { describe } from '../../security'
import type { ProfileTool } from './profile-names'
import styles from './profiles.module.css'

interface ToolChoiceDrawerProps {
  tool: ProfileTool | null
  choice: ToolChoice
  onChange: (choice: ToolChoice) => void
  onClose: () => void
}

/** One tool in a profile: in or out, its name and its description beside the original. */
export function ToolChoiceDrawer({ tool, choice, onChange, onClose }: ToolChoiceDrawerProps) {
  return (
    <Drawer
      opened={tool !== null}
      onClose={onClose}
      position="right"
      size="30rem"
      title="Tool in this profile"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {tool ? <Choice tool={tool} choice={choice} onChange={onChange} onClose={onClose} /> : null}
    </Drawer>
  )
}

function Choice({
  tool,
  choice,
  onChange,
  onClose,
}: Omit<ToolChoiceDrawerProps, 'tool'> & { tool: ProfileTool }) {
  const { review } = tool
  const original = describe(review.tool.definition)
  const isName = choice.name === undefined || ToolChoice.shape.name.safeParse(choice.name).success
  return (
    <div className={styles['form']}>
      <p>
        <Mono>{review.tool.name}</Mono> of {review.serviceId},{' '}
        {tool.tokens === null ? 'not counted yet' : `${formatCount(tool.tokens)} tokens`}.{' '}
        <a href={formatPlace(['security', review.serviceId, review.tool.name])}>See its definition</a>
      </p>
      <Switch
        label="Offered by this profile"
        checked={tool.isEnabled}
        onChange={(event) =>
          onChange({ ...choice, enabled: event.currentTarget.checked ? undefined : false })
        }
      />
      <TextInput
        label="Name"
        description="Empty leaves it as the profile names its tools."
        placeholder={choice.name === undefined ? tool.name : review.tool.name}
        maxLength={128}
        value={choice.name ?? ''}
        error={
          isName
            ? tool.clashes
              ? 'Another tool of this profile has this name.'
              : null
            : 'Letters, digits, dot, dash and underscore.'
        }
        onChange={(event) => onChange({ ...choice, name: event.currentTarget.value || undefined })}
      />
      <Textarea
        label="Description"
        description="What the model is told instead of the original. Empty leaves the original."
        autosize
        minRows={3}
        maxRows={14}
        maxLength={4_096}
        value={choice.description ?? ''}
        onChange={(event) => onChange({ ...choice, description: event.currentTarget.value || undefined })}
      />
      <section className={styles['original']} aria-label="Original description">
        <h3>Original description</h3>
        <p>{original || 'It says nothing about itself.'}</p>
        {original ? (
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => onChange({ ...choice, description: original.slice(0, 4_096) })}
          >
            Start from it
          </Button>
        ) : null}
      </section>
      <div>
        <Button onClick={onClose}>Done</Button>
      </div>
      <p className={styles['note']}>Nothing counts until the profile is saved.</p>
    </div>
  )
}
