export { createUiAssets, type UiAssets, type UiResponse } from './ui-assets'
