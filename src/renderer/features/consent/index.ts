export { AnswersTab } from './answers-tab'
export { ConsentHost } from './consent-host'
