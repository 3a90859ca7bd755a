/**
 * What generated modules call to format a template. Not meant to be called by hand.
 *
 * @module
 */
export * from './media.ts'
export { field, find, list, own, text, type Where } from './values.ts'
