/** Resolves the workspace's packages to their source, as the tests do. */
export const SOURCE_CONDITION = '@understudy/source'
