export { confirmStopAll, OverviewPage } from './overview-page'
