import type { MessagePort } from 'node:worker_threads'
import type { Json, JsonObject } from '@understudy/compiler'
import type { Role } from '../keys/roles.ts'
import type { NewRecording, Recording, RecordingFilter } from './recording.ts'

/** A part of a list: the first page is 1. */
export interface PageRequest {
  page: number
  pageSize: number
}

export interface Page<T> {
  items: T[]
  hasNext: boolean
}

export interface Project {
  id: string
  name: string
}

export interface Template {
  id: string
  name: string
  latestVersionId: string | undefined
}

/** What a version consists of; two that are equal are one version. */
export interface VersionContent {
  content: Json[]
  provider: string
  flavor: string
  model: string
  params: JsonObject
  providerInfo?: JsonObject | undefined
  toolSchema?: Json[] | undefined
  outputSchema?: JsonObject | undefined
  name?: string | undefined
  description?: string | undefined
}

export interface Version extends VersionContent {
  id: string
  projectId: string
  templateId: string
  templateName: string
  createdAt: number
}

/** Who asks for a change: what the audit log tells, and whether protected environments may be tagged. */
export interface Actor {
  keyId: string
  mayDeploy: boolean
}

export interface Environment {
  name: string
  /** Only keys that may deploy can tag it. */
  protected: boolean
  /** A tag waits for another key's approval. */
  approval: boolean
}

/** A tag that waits, or waited, for an approval. */
export interface Deployment {
  id: string
  environment: string
  templateId: string
  versionId: string
  state: 'pending' | 'approved' | 'rejected'
  requestedBy: string
  requestedAt: number
  decidedBy: string | undefined
}

/** What became of tags: in place, or waiting for an approval. */
export interface TagResult {
  tagged: string[]
  pending: { environment: string; deploymentId: string }[]
}

export type TemplateReference = { id: string } | { name: string; create: boolean }

export interface TemplateStore {
  /** @throws {RegistryError} of code `conflict` when the name or the id is taken. */
  create(
    projectId: string,
    template: { id?: string | undefined; name: string },
    actor: Actor,
  ): Promise<Template>
  find(projectId: string, id: string): Promise<Template | undefined>
  list(projectId: string, page: PageRequest): Promise<Page<Template>>
  /** Gives the version there is when one has the same content. */
  createVersion(
    projectId: string,
    template: TemplateReference,
    content: VersionContent,
    environments: readonly string[],
    actor: Actor,
  ): Promise<Version>
  version(projectId: string, templateId: string, versionId: string): Promise<Version | undefined>
  versions(projectId: string, templateId: string, page: PageRequest): Promise<Page<Version>>
  /** All versions that an environment is tagged with. */
  inEnvironment(projectId: string, environment: string): Promise<Version[]>
  byName(projectId: string, name: string, environment: string): Promise<Version | undefined>
  /** Moves environments to a version. An environment that is not there yet is made. */
  tag(
    projectId: string,
    templateId: string,
    versionId: string,
    environments: readonly string[],
    actor: Actor,
  ): Promise<TagResult>
  /** Providers and models that the templates of a project, or of all, name. */
  models(projectId: string | undefined, page: PageRequest): Promise<Page<{ provider: string; model: string }>>
}

export interface EnvironmentStore {
  list(projectId: string): Promise<Environment[]>
  /** Makes an environment, or changes the one of this name. */
  set(projectId: string, environment: Environment, actor: Actor): Promise<Environment>
  deployments(projectId: string, page: PageRequest): Promise<Page<Deployment>>
  /** @throws {RegistryError} when it is not pending, or the actor asked for it. */
  decide(projectId: string, id: string, state: 'approved' | 'rejected', actor: Actor): Promise<Deployment>
}

export interface RecordingStore {
  /** Keeps recordings, all or none. One whose id is known already is left as it is. */
  add(recordings: readonly NewRecording[]): Promise<void>
  /** @returns false when there is no such recording. */
  update(
    projectId: string,
    id: string,
    more: { messages: Json[]; evalResults: JsonObject },
    actor: Actor,
  ): Promise<boolean>
  /**
   * @param projectId Undefined for a key of all projects.
   * @returns false when there is no such recording.
   */
  addFeedback(projectId: string | undefined, id: string, feedback: JsonObject, actor: Actor): Promise<boolean>
  find(projectId: string, id: string): Promise<Recording | undefined>
  /**
   * Newest first: by the time of the call, or of its arrival when there is a text to look for. A page may have fewer than
   * there is room for, and yet be followed by another.
   *
   * @param page.patience How long to look for the rest of a page, in milliseconds. @default 30
   */
  list(
    projectId: string,
    filter: RecordingFilter,
    page: { size: number; after?: string | undefined; patience?: number },
  ): Promise<{ items: Recording[]; next: string | undefined }>
}

export interface Session {
  id: string
  metadata: JsonObject
  createdAt: number
  /** The id of the key that wrote first of it; undefined for those of older versions. */
  recordedBy: string | undefined
}

export interface Trace {
  id: string
  sessionId: string
  testRunId?: string | undefined
  /** Input, output, name and so on. */
  body: JsonObject
  evalResults: JsonObject
  metadata: JsonObject
  feedback: JsonObject
  /** The id of the key that wrote it first; undefined for those of older versions. */
  recordedBy: string | undefined
  /** When it arrived first, in milliseconds since 1970. */
  recordedAt: number
}

/** A trace, as it comes in. */
export type NewTrace = Omit<Trace, 'feedback' | 'recordedBy' | 'recordedAt'>

export interface SessionStore {
  list(projectId: string, page: PageRequest): Promise<Page<Session>>
  /** Adds to the metadata of a session, which is made where it is not there yet. */
  addMetadata(projectId: string, id: string, metadata: JsonObject, actor: Actor): Promise<void>
  /** Deletes a session with its recordings and traces. @returns false when there is none. */
  delete(projectId: string, id: string, actor: Actor): Promise<boolean>
  /** Keeps a trace; one that is known is replaced, but for its feedback, and metadata is merged. */
  putTrace(projectId: string, trace: NewTrace, actor: Actor): Promise<void>
  traces(projectId: string, sessionId: string): Promise<Trace[]>
  /** @returns false when there is no such trace. */
  addToTrace(
    projectId: string,
    id: string,
    more: { metadata?: JsonObject | undefined; feedback?: JsonObject | undefined; sessionId?: string },
    actor: Actor,
  ): Promise<boolean>
}

export type DatasetKind = 'prompt' | 'agent'

export interface Dataset {
  id: string
  kind: DatasetKind
  name: string
  /** Description, names of inputs and so on. */
  body: JsonObject
}

export interface TestCase {
  id: string
  body: JsonObject
}

export interface DatasetStore {
  /** @throws {RegistryError} of code `conflict` when the name is taken. */
  create(projectId: string, dataset: Omit<Dataset, 'id'>, actor: Actor): Promise<Dataset>
  /** @throws {RegistryError} of code `conflict` when the new name is taken. */
  update(
    projectId: string,
    id: string,
    change: { name?: string | undefined; body: JsonObject },
    actor: Actor,
  ): Promise<Dataset | undefined>
  delete(projectId: string, id: string, actor: Actor): Promise<boolean>
  find(projectId: string, by: { id: string } | { name: string }): Promise<Dataset | undefined>
  list(projectId: string, kind: DatasetKind, page: PageRequest): Promise<Page<Dataset>>
  /** @returns undefined when there is no such dataset. */
  addTestCases(
    projectId: string,
    datasetId: string,
    bodies: readonly JsonObject[],
    actor: Actor,
  ): Promise<TestCase[] | undefined>
  testCases(projectId: string, datasetId: string, page?: PageRequest): Promise<Page<TestCase>>
  testCase(projectId: string, datasetId: string, id: string): Promise<TestCase | undefined>
  updateTestCase(
    projectId: string,
    datasetId: string,
    id: string,
    change: JsonObject,
    actor: Actor,
  ): Promise<TestCase | undefined>
  /** @returns how many there were. */
  deleteTestCases(projectId: string, datasetId: string, ids: readonly string[], actor: Actor): Promise<number>
}

export interface TestRun {
  id: string
  name: string | undefined
  description: string | undefined
  datasetId: string | undefined
  body: JsonObject
  createdAt: number
}

export interface TestRunStore {
  create(projectId: string, run: Omit<TestRun, 'id' | 'createdAt'>, actor: Actor): Promise<TestRun>
  find(projectId: string, id: string): Promise<TestRun | undefined>
  list(projectId: string, page: PageRequest): Promise<Page<TestRun>>
  /** The `eval_results` of everything that was recorded for a run. */
  evalResults(projectId: string, id: string): AsyncIterable<JsonObject>
}

/** A key to the registry, without its secret. */
export interface ApiKey {
  id: string
  /** SHA-256 of the secret, in hex. */
  hash: string
  /** Undefined for all projects. */
  projectId: string | undefined
  role: Role
  label: string
  createdAt: number
  revokedAt: number | undefined
}

export interface KeyStore {
  add(key: ApiKey): Promise<void>
  find(id: string): Promise<ApiKey | undefined>
  list(): Promise<ApiKey[]>
  /** @returns false when there is no such key, or it is revoked already. */
  revoke(id: string): Promise<boolean>
  /**
   * Tells at once of each key that is revoked through this storage; of what other processes do it knows nothing.
   *
   * @returns a function that ends it.
   */
  onRevoke(listener: () => void): () => void
}

export interface AuditEntry {
  at: number
  /** The id of a key, `cli`, or `retention`. */
  actor: string
  action: string
  target: string
  detail: JsonObject
}

export interface ProjectStore {
  /** @throws {RegistryError} of code `conflict` when the name or the id is taken. */
  create(project: { id?: string | undefined; name: string }, actor: Actor): Promise<Project>
  find(id: string): Promise<Project | undefined>
  list(): Promise<Project[]>
  /**
   * Who changed what, newest first.
   *
   * @param projectId Undefined for what belongs to no project: keys of all.
   */
  audit(projectId: string | undefined, page: PageRequest): Promise<Page<AuditEntry>>
}

/** What a sweep deleted. */
export interface Expired {
  recordings: number
  traces: number
  sessions: number
}

/** How long projects keep what applications record: recordings, traces, and the sessions that they leave empty. */
export interface RetentionStore {
  /** In days; undefined for ever. */
  get(projectId: string): Promise<number | undefined>
  set(projectId: string, days: number | undefined, actor: Actor): Promise<void>
  /**
   * Deletes what is too old: recordings by the time of the call, the others by that of their arrival.
   *
   * @param now Milliseconds since 1970.
   */
  expire(now: number): Promise<Expired>
}

/** A line of an export: the first says what it is, the last how many rows there were, all others are rows. */
export type ExportLine =
  | { understudy: 'registry'; format: number }
  | { table: string; row: JsonObject }
  | { end: { rows: number } }

/** Where a registry keeps what it knows. */
/** How another thread gets at the same database. */
export type StorageAddress =
  /** A connection to the thread that writes. */
  { kind: 'sqlite'; port: MessagePort } | { kind: 'postgres'; url: string }

export interface Storage {
  readonly projects: ProjectStore
  readonly templates: TemplateStore
  readonly environments: EnvironmentStore
  readonly recordings: RecordingStore
  readonly sessions: SessionStore
  readonly datasets: DatasetStore
  readonly testRuns: TestRunStore
  readonly keys: KeyStore
  readonly retention: RetentionStore
  /**
   * Everything, at one moment: also the audit log, and the keys, without their secrets. The same content gives the same
   * lines, whatever the database.
   */
  export(): AsyncIterable<ExportLine>
  /**
   * Takes what `export` gave, all or nothing.
   *
   * @returns how many rows there were.
   * @throws when the database is not empty, or a line is not as it must be.
   */
  import(lines: AsyncIterable<Json>): Promise<number>
  /** For one more thread. @default undefined: only this thread has the database. */
  address?: (() => StorageAddress) | undefined
  /** @throws when the database does not answer. */
  check(): Promise<void>
  close(): Promise<void>
}
