/** The file, beside package.json, that says where each template of the snapshot came from. */
export const LOCK_FILE = 'prompts.lock.json'
