/**
 * What recording needs of Node: a spool on disk, and a file as a sink.
 *
 * @module
 */
export { jsonlFile } from './jsonl-file.ts'
export { type SpoolOptions, spool } from './spool.ts'
