/** Some recordings as a client sent them. */
export interface RecordRequest {
  projectId: string
  /** Undefined where the body has many recordings, each with a session of its own. */
  sessionId: string | undefined
  /** JSON, not looked at yet. */
  body: Uint8Array
  /** Of the key that sent it. */
  keyId: string
}

/** Keeps what clients record. */
export interface Recorder {
  /**
   * Resolves when all are committed.
   *
   * @returns their ids.
   * @throws {RegistryError} when they are not as they must be.
   */
  record(request: RecordRequest): Promise<string[]>
  /** Waits for what is on its way. */
  close(): Promise<void>
}
