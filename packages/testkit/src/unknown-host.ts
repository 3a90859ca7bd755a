/** An address whose host has no name in the DNS. No resolver is asked: a label has at most 63 characters. */
export const unknownHost: string = `http://${'x'.repeat(64)}.invalid:8080`
