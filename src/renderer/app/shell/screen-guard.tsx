import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { errorText, type Problem } from '@shared/errors'
import { ProblemNote } from '../../ui/problem-note'
import styles from './shell.module.css'

interface GuardProps {
  /** Another place gets another try. */
  place: string
  children: ReactNode
}

/** Keeps a fault in one screen from taking the whole page with it, and says so. */
export class ScreenGuard extends Component<GuardProps, { problem: Problem | null; place: string }> {
  override state = { problem: null, place: this.props.place }

  static getDerivedStateFromError(error: unknown): { problem: Problem } {
    return {
      problem: {
        code: 'INTERNAL',
        message: 'This screen could not be shown.',
        nextStep: 'Show it again, or go to another screen; the services are not affected.',
        cause: error instanceof Error && error.stack ? error.stack : errorText(error),
      },
    }
  }

  static getDerivedStateFromProps(props: GuardProps, state: { place: string }): object | null {
    return props.place === state.place ? null : { problem: null, place: props.place }
  }

  override render(): ReactNode {
    if (this.state.problem === null) return this.props.children
    return (
      <div className={styles['fault']}>
        <ProblemNote
          problem={this.state.problem}
          action={<Button onClick={() => this.setState({ problem: null })}>Show it again</Button>}
        />
      </div>
    )
  }
}
