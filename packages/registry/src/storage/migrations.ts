import type { Dialect } from './database.ts'

type Migration = (dialect: Dialect) => readonly string[]

/** What made the tables, in order. A migration that has been published is never edited. */
export const migrations: readonly Migration[] = [first, attribution]

function first({ serial, searchIndex }: Dialect): string[] {
  return [
    `create table projects (
       seq ${serial}, id text not null unique, name text not null unique, retention_days integer,
       created_at bigint not null)`,
    `create table environments (
       project_id text not null references projects (id), name text not null,
       protected integer not null, approval integer not null, created_at bigint not null,
       primary key (project_id, name))`,
    `create table templates (
       seq ${serial}, project_id text not null references projects (id), id text not null, name text not null,
       created_at bigint not null, unique (project_id, id), unique (project_id, name))`,
    `create table versions (
       seq ${serial}, project_id text not null, template_id text not null, id text not null, digest text not null,
       provider text not null, model text not null, body text not null, created_at bigint not null,
       created_by text not null, unique (project_id, id), unique (project_id, template_id, digest),
       foreign key (project_id, template_id) references templates (project_id, id))`,
    `create table tags (
       project_id text not null, environment text not null, template_id text not null, version_id text not null,
       tagged_at bigint not null, tagged_by text not null,
       primary key (project_id, environment, template_id),
       foreign key (project_id, environment) references environments (project_id, name),
       foreign key (project_id, version_id) references versions (project_id, id))`,
    `create table deployments (
       seq ${serial}, project_id text not null, id text not null, environment text not null,
       template_id text not null, version_id text not null, state text not null, requested_at bigint not null,
       requested_by text not null, decided_at bigint, decided_by text, unique (project_id, id))`,
    `create table sessions (
       seq ${serial}, project_id text not null references projects (id), id text not null, metadata text not null,
       created_at bigint not null, unique (project_id, id))`,
    `create table traces (
       seq ${serial}, project_id text not null references projects (id), id text not null,
       session_id text not null, test_run_id text, body text not null, eval_results text not null,
       metadata text not null, feedback text not null, created_at bigint not null, unique (project_id, id))`,
    'create index sessions_by_time on sessions (project_id, created_at)',
    'create index traces_by_time on traces (project_id, created_at)',
    'create index traces_by_session on traces (project_id, session_id, seq)',
    'create index traces_by_test_run on traces (project_id, test_run_id, seq) where test_run_id is not null',
    `create table recordings (
       seq ${serial}, project_id text not null references projects (id), id text not null,
       session_id text not null, trace_id text, version_id text, environment text, provider text, model text,
       started_at bigint not null, ended_at bigint, prompt_tokens integer, completion_tokens integer,
       fallback integer not null, test_run_id text, test_case_id text, body text not null,
       eval_results text not null, feedback text not null, rating text, recorded_by text not null,
       created_at bigint not null, words text not null, unique (project_id, id))`,
    'create index recordings_by_time on recordings (project_id, started_at, seq)',
    // The last columns are what the other filters look at: without them each row itself would have to be read.
    `create index recordings_by_environment on recordings
       (project_id, environment, started_at, seq, model, fallback)`,
    `create index recordings_by_model on recordings (project_id, model, started_at, seq, environment, fallback)`,
    'create index recordings_by_rating on recordings (project_id, rating, started_at, seq) where rating is not null',
    'create index recordings_by_fallback on recordings (project_id, started_at, seq) where fallback = 1',
    'create index recordings_by_session on recordings (project_id, session_id, started_at, seq)',
    `create index recordings_by_version on recordings (project_id, version_id, started_at, seq)
       where version_id is not null`,
    'create index recordings_by_test_run on recordings (project_id, test_run_id, seq) where test_run_id is not null',
    ...searchIndex,
    `create table datasets (
       seq ${serial}, project_id text not null references projects (id), id text not null, kind text not null,
       name text not null, body text not null, created_at bigint not null,
       unique (project_id, id), unique (project_id, name))`,
    `create table test_cases (
       seq ${serial}, project_id text not null, dataset_id text not null, id text not null, body text not null,
       created_at bigint not null, unique (project_id, dataset_id, id),
       foreign key (project_id, dataset_id) references datasets (project_id, id))`,
    `create table test_runs (
       seq ${serial}, project_id text not null references projects (id), id text not null, name text,
       description text, dataset_id text, body text not null, created_at bigint not null,
       unique (project_id, id))`,
    `create table api_keys (
       id text primary key, hash text not null, project_id text references projects (id), role text not null,
       label text not null, created_at bigint not null, revoked_at bigint)`,
    `create table audit (
       seq ${serial}, project_id text, actor text not null, action text not null, target text not null,
       detail text not null, created_at bigint not null)`,
    'create index audit_by_project on audit (project_id, seq)',
  ]
}

/** Who recorded, where rows did not tell yet; of those that are there already nobody knows. */
function attribution(): string[] {
  return [
    'alter table sessions add column recorded_by text',
    'alter table traces add column recorded_by text',
  ]
}
