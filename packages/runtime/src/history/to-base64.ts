/** Bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  // A call takes only so many arguments.
  for (let start = 0; start < bytes.length; start += 4096) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 4096))
  }
  return btoa(binary)
}
