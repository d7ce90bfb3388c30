export { AnswerView } from './answer-view'
export { useSend } from './use-send'
export { PlaygroundPage } from './playground-page'
export { Workbench } from './workbench'
