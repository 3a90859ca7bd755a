import { BlockList, isIP } from 'node:net'

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  const version = isIP(host)
  if (version === 0) return false
  const own = new BlockList()
  own.addSubnet('127.0.0.0', 8)
  own.addAddress('::1', 'ipv6')
  return own.check(host, version === 6 ? 'ipv6' : 'ipv4')
}
