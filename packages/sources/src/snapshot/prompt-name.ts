/**
 * The name of a prompt for its name in a registry: the same if it can be, else its words joined, `My Prompt` →
 * `my-prompt`. Undefined where nobody would guess what becomes of it: `../x`, `CON`, an emoji.
 */
export function promptName(name: string): string | undefined {
  if (isPromptName(name)) return name
  const words = name.trim().toLowerCase().split('/').map(joinWords)
  const slug = words.join('/')
  return isPromptName(slug) ? slug : undefined
}

/** Whether a name can be a path in the snapshot, on every system, that leads nowhere else. */
export function isPromptName(name: string): boolean {
  return name.length <= 200 && name.split('/').every(isFileName)
}

/** Whether a name can be a file's or a folder's, on every system. */
export function isFileName(name: string): boolean {
  return (
    /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*$/u.test(name) &&
    Buffer.byteLength(name) <= 120 &&
    !/^(?:index|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?)$|\.(?:d|js|ts|json)?$/i.test(name)
  )
}

/** Only what stands between words may go: what is left must be readable as the same name. */
function joinWords(part: string): string {
  return part
    .trim()
    .replace(/[ :,;()[\]&+'"!?#@|_-]+/g, (between) => (/^[_-]+$/.test(between) ? between : '-'))
    .replace(/^-+|-+$/g, '')
}
