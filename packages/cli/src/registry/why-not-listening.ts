/** Why a registry cannot listen, and what to do. */
export function whyNotListening(error: unknown, { host, port }: { host: string; port: number }): string {
  const message = error instanceof Error ? error.message : String(error)
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `Port ${port} of ${host} is taken. Stop what listens there, or name another: --port 0 takes a free one.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine. Name one by --host: 127.0.0.1 for this machine alone, 0.0.0.0 for all.`
    case 'EACCES':
      return `Port ${port} takes rights that this user has not. Name one from 1024 on by --port.`
    default:
      return message
  }
}
